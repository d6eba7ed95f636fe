"""Photographs of printed laboratory reports: typeset here, then tilted, shaded, blurred and made grainy."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"),
)
COLUMNS = (60, 460, 640, 800)
HEAD = ("项目", "结果", "单位", "参考范围")


def font(size: int = 28) -> ImageFont.FreeTypeFont | None:
    """Give a font that has Chinese, None where this machine has none."""
    path = next((one for one in FONTS if one.is_file()), None)
    return None if path is None else ImageFont.truetype(str(path), size)


def sheet(rows: list[tuple[str, str, str, str]], *, size: int = 28) -> Image.Image:
    """Print a report."""
    letters = font(size)
    assert letters is not None
    paper = Image.new("L", (1080, 200 + 58 * (len(rows) + 1)), 250)
    draw = ImageDraw.Draw(paper)
    draw.text((60, 40), "某某医院检验报告单  性别：女  年龄：46岁  标本：血清", font=letters, fill=30)
    for number, row in enumerate([HEAD, *rows]):
        for x, cell in zip(COLUMNS, row, strict=True):
            draw.text((x, 120 + 58 * number), cell, font=letters, fill=25)
    return paper


def photographed(
    paper: Image.Image,
    *,
    seed: int,
    tilt: float = 0.0,
    shade: float = 0.0,
    blur: float = 0.0,
    grain: float = 0.0,
) -> bytes:
    """Give a JPEG of a sheet held by hand: turned by `tilt` degrees, darker by `shade` towards a corner."""
    rng = np.random.default_rng(seed)
    held = paper.rotate(tilt, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    held = held.filter(ImageFilter.GaussianBlur(blur))
    grey = np.asarray(held, dtype=np.float32)
    down, across = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    light = 1 - shade * (across / grey.shape[1] + down / grey.shape[0]) / 2
    grey = grey * light + rng.normal(0, grain, grey.shape)
    out = BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=72)
    return out.getvalue()
