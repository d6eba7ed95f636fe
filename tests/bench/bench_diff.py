"""How long two editions of 300 recommendations take to be compared, Chinese and English.

Usage: `python tests/bench/bench_diff.py`. The editions are made up: a tenth of the recommendations is new, a
tenth is gone, a third has another number, drug, strength or place. Five pairs, none of them seen before.
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.changes import compare
from guidelines.changes import loose_content
from tests.bench.bars import finish

RECOMMENDATIONS = 300
SUBJECTS = [
    "高血压",
    "糖尿病",
    "心力衰竭",
    "肺炎",
    "哮喘",
    "卒中",
    "房颤",
    "慢性肾脏病",
    "骨质疏松",
    "脓毒症",
]
PEOPLE = ["成人", "儿童", "老年患者", "孕妇", "住院患者", "门诊患者", "重症患者", "合并感染者"]
DRUGS = [
    "氨氯地平",
    "缬沙坦",
    "美托洛尔",
    "二甲双胍",
    "阿莫西林",
    "头孢曲松",
    "布地奈德",
    "利伐沙班",
    "阿托伐他汀",
    "呋塞米",
]
ACTS = ["监测血压", "复查肝功能", "评估营养", "调整剂量", "筛查并发症", "给予氧疗", "限制液体", "随访影像"]
ENDS = ["疗程{n}天", "每{n}个月一次", "目标低于{n}0 mmHg", "剂量不超过{n}0 mg", "间隔至少{n}小时"]


def recommendation(draw):
    """Make one recommendation and its grade."""
    subject, people, drug, act = (draw.choice(words) for words in (SUBJECTS, PEOPLE, DRUGS, ACTS))
    end = draw.choice(ENDS).format(n=draw.randint(2, 14))
    verb, grade = draw.choice((("推荐", "1A"), ("建议", "2B"), ("可考虑", "2C")))
    return (
        f"{subject}的{people}{verb}使用{drug}，{end}，并{act}（编号{draw.randint(1000, 9999)}）（{grade}）。"
    )


def edition(texts):
    """Lay recommendations out in chapters of twenty, each with a sentence of explanation."""
    lines = ["# 示例指南"]
    for number, text in enumerate(texts, 1):
        if number % 20 == 1:
            lines.append(f"## 第{number // 20 + 1}章")
        lines += [f"推荐意见{number}：{text}", f"推荐说明：第{number}条的证据来自{number % 7 + 1}项研究。"]
    return loose_content("\n\n".join(lines).encode(), name="edition.md")


def revised(texts, draw):
    """Take some away, change some, add some, shuffle a few."""
    kept = [text for text in texts if draw.random() > 0.1]
    changed = [
        text.replace("推荐", "建议").replace("0 mg", "5 mg").replace("疗程", "疗程至少")
        if draw.random() < 0.3
        else text
        for text in kept
    ]
    for _ in range(len(texts) - len(changed)):
        changed.insert(draw.randrange(len(changed)), recommendation(draw))
    return changed


def main():
    """Compare five pairs and report."""
    seconds = []
    for seed in range(5):
        draw = random.Random(seed)
        texts = [recommendation(draw) for _ in range(RECOMMENDATIONS)]
        old, new = edition(texts), edition(revised(texts, draw))
        begun = time.perf_counter()
        summary = compare(old, new).summary
        seconds.append(time.perf_counter() - begun)
        print(f"{seconds[-1]:.2f} s", {kind.value: count for kind, count in summary.items() if count})
    finish({"diff": max(seconds)})


if __name__ == "__main__":
    main()
