from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.charts import Amendment, ChartState, Coded, Kept, Line, Part, Patient, Sheet, Signature
from assistant.charts.chart import Chart, Origin, Written
from assistant.drafting import Said, Talk, Turn

AT = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)
TRICKY = "体温 37.8℃，血压 130/80 mmHg；他说：“A&B|C^D~E\\F” <b>不是</b>标签。"


def part(name, text="", **more):
    lines = (Line(text=text, sources=(Said(0, 0, 1),)),) if text else ()
    return Part(**{"name": name, "required": True, "text": text, "lines": lines} | more)


@pytest.fixture
def draft():
    """A kept record nobody has signed, with separators and mark-up in its text."""
    return Kept(
        chart=Chart(
            chart_id="c_0123456789abcdef",
            template="门诊初诊",
            language="zh",
            state=ChartState.DRAFT,
            version=2,
            author="p_zhou",
            department="内科",
            created_at=AT,
            changed_at=AT,
        ),
        origin=Origin(
            patient=Patient(reference="M-1|7", name="陈测试", sex="女", age="52岁"),
            talk=Talk(turns=(Turn("patient", "心慌两天。"),)),
        ),
        written=Written(
            sheet=Sheet(
                parts=(
                    part("主诉", "心慌两天。"),
                    part("现病史", "心慌两天。\n夜间加重，伴出汗。"),
                    part("体格检查", TRICKY),
                    part("诊断"),
                    part("家族史", required=False),
                    part("医师签名", filled_by="person"),
                ),
                codes=(
                    Coded(system="院内", version="2026", code="I49.9", name="心律失常", by="p_li", at=AT),
                ),
            )
        ),
    )


@pytest.fixture
def signed(draft):
    """The same, signed and amended once."""
    sheet = replace(
        draft.sheet,
        parts=tuple(part("诊断", "心悸待查。") if one.name == "诊断" else one for one in draft.sheet.parts),
    )
    signature = Signature(
        person="p_li",
        name="李医师",
        department="内科",
        at=AT,
        attested=False,
        dwell_s=40.0,
        opened=("主诉",),
        sha256=sheet.sha256,
    )
    amendment = Amendment(person="p_li", name="李医师", at=AT, text="心电图正常。", reason="结果后到")
    return replace(
        draft,
        chart=replace(draft.chart, state=ChartState.AMENDED, version=4),
        written=Written(sheet=sheet, signature=signature, amendments=(amendment,)),
    )
