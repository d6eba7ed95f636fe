"""Fixed texts of the check, in Chinese and English; `{…}` is filled with editions and quoted words."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from guidelines import Language

Key: TypeAlias = Literal[
    "conflict",
    "unchanged",
    "outdated",
    "outdated_values",
    "outdated_silent",
    "withdrawn",
    "contradicted",
    "not_found",
    "personal",
    "personal_patient",
    "orders",
]

_WORDS: Final[dict[Key, dict[Language, str]]] = {
    "conflict": {
        "zh": "有现行依据；但另一部现行指南说法不同：{claimed}／{stated}（{edition}）",
        "en": "Supported, but another guideline in force says otherwise: {claimed} / {stated} ({edition})",
    },
    "unchanged": {
        "zh": "{old}与{new}说法一致，没有改变。",
        "en": "{old} and {new} say the same; nothing changed.",
    },
    "outdated": {
        "zh": "这是{old}的说法，已被{new}取代；两版原文见引文。",
        "en": "This is what {old} said; {new} replaces it. Both are quoted.",
    },
    "outdated_values": {
        "zh": "{old}：{before}；{new}：{now}",
        "en": "{old}: {before}; {new}: {now}",
    },
    "outdated_silent": {
        "zh": "这是{old}的说法，该版已被取代；现行版本中没有找到相应内容。",
        "en": "This is what {old} said; it is superseded, and no edition in force was found to speak of it.",
    },
    "withdrawn": {
        "zh": "这是{old}的说法，该版已撤回。",
        "en": "This is what {old} said; it has been withdrawn.",
    },
    "contradicted": {
        "zh": "所查文字：{claimed}；{edition}：{stated}",
        "en": "The text: {claimed}; {edition}: {stated}",
    },
    "not_found": {
        "zh": "在您可查阅的现行指南中没有找到依据；这不等于说法错误。",
        "en": "No guideline in force that you may read was found to say so; that does not make it wrong.",
    },
    "personal": {
        "zh": "文中为针对个人的用药安排：这里只与公开发表的推荐作比对，不构成处方或用药建议。",
        "en": "This speaks of one person's medication: it is only compared with published recommendations, "
        "and is no prescription or advice.",
    },
    "personal_patient": {
        "zh": "针对个人的用药安排不在此核对；请咨询医师或药师。",
        "en": "One person's medication is not checked here; ask a doctor or pharmacist.",
    },
    "orders": {
        "zh": "文中含有写给机器的指令，已作为文字对待，没有执行。",
        "en": "The text holds instructions to the machine; they were treated as text and not followed.",
    },
}


def words(key: Key, language: Language, **values: str) -> str:
    """Give a fixed text with its values filled in as they are."""
    return _WORDS[key][language].format(**values)
