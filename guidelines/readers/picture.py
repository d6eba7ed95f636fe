"""A page's picture made fit for recognition: set upright, its ground made white, its rules found."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from guidelines.readers.grids import Frame

Picture: TypeAlias = NDArray[np.uint8]

_STEEPEST = 5.0
_COARSE, _FINE = 0.5, 0.1
_SMALL = 600
_SHARPER = 1.03
_GROUND, _INK = 0.82, 0.35
_SHORTEST_RULE = 0.04
_THICKEST_RULE = 9
_BLUR = 16
_LEVEL = 0.15


def upright(picture: Picture) -> tuple[Picture, float]:
    """Whiten the ground, which takes bleed-through away, and turn the lines level; gives the angle, too."""
    grey = _whitened(np.squeeze(picture))
    angle = _angle(grey)
    if abs(angle) < _LEVEL:
        return grey, 0.0
    turned = Image.fromarray(grey).rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(turned, dtype=np.uint8), angle


def level_rules(picture: Picture, scale: float) -> list[Frame]:
    """Find ruled lines: long thin runs of ink, level or upright; `scale` is points a pixel."""
    dark = picture < 150
    height, width = dark.shape
    level = [
        Frame(x0=a * scale, x1=b * scale, top=y * scale, bottom=y * scale)
        for y, a, b in _runs(dark, int(_SHORTEST_RULE * width))
    ]
    upright = [
        Frame(x0=x * scale, x1=x * scale, top=a * scale, bottom=b * scale)
        for x, a, b in _runs(dark.T, int(_SHORTEST_RULE / 2 * height))
    ]
    return [*level, *upright]


def _whitened(picture: Picture) -> Picture:
    """Stretch grey values so that paper and what shines through it are white and print is black."""
    small = Image.fromarray(picture).reduce(_BLUR)
    ground = np.asarray(
        small.resize((picture.shape[1], picture.shape[0]), Image.Resampling.BILINEAR), dtype=np.float32
    )
    paper = np.maximum(ground, np.percentile(picture, 70))
    share = picture / np.maximum(paper, 1)
    stretched = np.clip((share - _INK) / (_GROUND - _INK), 0, 1) * 255
    return stretched.astype(np.uint8)


def _angle(picture: Picture) -> float:
    """Find the turn, in degrees, at which lines of print lie most sharply level."""
    factor = max(picture.shape[1] // _SMALL, 1)
    small = Image.fromarray(255 - picture).reduce(factor)

    def sharpness(angle: float) -> float:
        turned = np.asarray(small.rotate(angle, resample=Image.Resampling.BILINEAR), dtype=np.float32)
        profile = turned.sum(axis=1)
        return float(((profile[1:] - profile[:-1]) ** 2).sum())

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + _COARSE, _COARSE), key=sharpness)
    best = max(np.arange(coarse - _COARSE, coarse + _COARSE + _FINE / 2, _FINE), key=sharpness)
    return float(best) if sharpness(best) > _SHARPER * sharpness(0.0) else 0.0


def _runs(dark: NDArray[np.bool_], shortest: int) -> list[tuple[int, int, int]]:
    """Give (line, start, end) of long runs of ink along the rows, those of one stroke taken together."""
    dark = _bridged(dark)
    found: list[tuple[int, int, int]] = []
    for at in np.flatnonzero(dark.sum(axis=1) >= shortest):
        edge = np.flatnonzero(np.diff(np.concatenate(([0], dark[at].view(np.int8), [0]))))
        found += [
            (int(at), int(start), int(end))
            for start, end in zip(edge[::2], edge[1::2], strict=True)
            if end - start >= shortest
        ]
    strokes: list[list[tuple[int, int, int]]] = []
    for line, start, end in found:
        home = next(
            (
                stroke
                for stroke in reversed(strokes[-60:])
                if line - stroke[-1][0] <= 2 and start < stroke[-1][2] and end > stroke[-1][1]
            ),
            None,
        )
        if home is None:
            strokes.append([(line, start, end)])
        else:
            home.append((line, start, end))
    return [
        (
            round(sum(line for line, _, _ in stroke) / len(stroke)),
            min(start for _, start, _ in stroke),
            max(end for _, _, end in stroke),
        )
        for stroke in strokes
        if stroke[-1][0] - stroke[0][0] <= _THICKEST_RULE
    ]


def _bridged(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Close gaps along the rows of up to two pixels, and let a stroke stray by one row."""
    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    closed = thick.copy()
    for step in (1, 2):
        closed[:, step:-1] |= thick[:, : -step - 1] & thick[:, step + 1 :]
    return closed
