"""The dictionaries (基础设置) that an account set starts with; the company changes them as it likes."""

from __future__ import annotations

import json
from typing import Any

import psycopg2.extensions
from psycopg2.extras import execute_values

#: kind → (code, Chinese, English[, colour[, data]])
TERMS: dict[str, list[tuple[Any, ...]]] = {
    # the dictionaries themselves: who adds an entry here has a dictionary of his own
    "dictionary": [
        ("customer_kind", "客户类型", "Customer kinds"),
        ("customer_grade", "客户等级", "Customer grades"),
        ("customer_status", "客户状态", "Customer statuses"),
        ("customer_source", "客户来源", "Customer sources"),
        ("industry", "行业", "Industries"),
        ("region", "区域", "Regions"),
        ("decision_role", "决策角色", "Roles in decisions"),
        ("gender", "性别", "Genders"),
        ("unit", "单位", "Units"),
        ("action_kind", "执行动作", "Kinds of action"),
        ("opportunity_stage", "销售阶段", "Opportunity stages"),
        ("lost_reason", "输单原因", "Reasons for losing"),
        ("payment_terms", "付款方式", "Payment terms"),
    ],
    "customer_kind": [
        ("company", "企业", "Company"),
        ("government", "政府机关", "Government"),
        ("school", "学校", "School"),
        ("hospital", "医院", "Hospital"),
        ("dealer", "经销商", "Dealer"),
        ("person", "个人", "Person"),
    ],
    "customer_grade": [
        ("A", "A 重要", "A key", "#b45309"),
        ("B", "B 较重要", "B important", "#2563eb"),
        ("C", "C 一般", "C normal", "#4b5563"),
        ("D", "D 零散", "D occasional", "#6b7280"),
    ],
    "customer_status": [
        ("target", "目标客户", "Target", "#6b7280"),
        ("contacted", "已联系", "Contacted", "#2563eb"),
        ("intent", "有意向", "Interested", "#b45309"),
        ("customer", "成交客户", "Customer", "#15803d"),
        ("dormant", "沉睡客户", "Dormant", "#6b7280"),
        ("lost", "流失客户", "Lost", "#b91c1c"),
    ],
    "customer_source": [
        ("referral", "老客户介绍", "Referral"),
        ("phone", "电话营销", "Phone"),
        ("exhibition", "展会", "Exhibition"),
        ("web", "网站", "Website"),
        ("advert", "广告", "Advertisement"),
        ("walk_in", "上门", "Walk-in"),
        ("tender", "招标", "Tender"),
        ("other", "其他", "Other"),
    ],
    "industry": [
        ("manufacturing", "制造业", "Manufacturing"),
        ("it", "信息技术", "IT"),
        ("finance", "金融", "Finance"),
        ("education", "教育", "Education"),
        ("medical", "医疗卫生", "Medical"),
        ("government", "政府", "Government"),
        ("retail", "零售", "Retail"),
        ("construction", "建筑房产", "Construction"),
        ("energy", "能源", "Energy"),
        ("transport", "交通物流", "Transport"),
        ("telecom", "电信", "Telecom"),
        ("entertainment", "文化娱乐", "Entertainment"),
        ("services", "服务业", "Services"),
        ("agriculture", "农业", "Agriculture"),
        ("other", "其他", "Other"),
    ],
    "region": [
        ("northwest", "西北", "Northwest"),
        ("north", "华北", "North"),
        ("east", "华东", "East"),
        ("south", "华南", "South"),
        ("central", "华中", "Central"),
        ("southwest", "西南", "Southwest"),
        ("northeast", "东北", "Northeast"),
        ("abroad", "海外", "Abroad"),
    ],
    "decision_role": [
        ("decides", "决策人", "Decides"),
        ("influences", "影响人", "Influences"),
        ("uses", "使用人", "Uses"),
        ("buys", "采购", "Buys"),
        ("pays", "财务", "Pays"),
        ("other", "其他", "Other"),
    ],
    "gender": [("male", "男", "Male"), ("female", "女", "Female")],
    "unit": [
        ("piece", "件", "piece"),
        ("set", "套", "set"),
        ("unit", "台", "unit"),
        ("box", "箱", "box"),
        ("pack", "包", "pack"),
        ("metre", "米", "metre"),
        ("licence", "许可", "licence"),
        ("hour", "小时", "hour"),
        ("time", "次", "time"),
        ("year", "年", "year"),
    ],
    "action_kind": [
        ("call", "电话", "Call"),
        ("visit", "拜访", "Visit"),
        ("demo", "演示", "Demonstration"),
        ("quote", "报价", "Quote"),
        ("letter", "信函", "Letter"),
        ("email", "邮件", "E-mail"),
        ("message", "微信短信", "Message"),
        ("meeting", "会议", "Meeting"),
        ("reception", "接待", "Reception"),
        ("service", "服务", "Service"),
        ("other", "其他", "Other"),
    ],
    "opportunity_stage": [
        ("prospecting", "初步接触", "Prospecting", "#6b7280", {"probability": 10, "outcome": "open"}),
        ("engaging", "需求确认", "Engaging", "#2563eb", {"probability": 30, "outcome": "open"}),
        ("proposal", "方案报价", "Proposal", "#7c3aed", {"probability": 50, "outcome": "open"}),
        ("negotiation", "商务谈判", "Negotiation", "#b45309", {"probability": 75, "outcome": "open"}),
        ("won", "赢单", "Won", "#15803d", {"probability": 100, "outcome": "won"}),
        ("lost", "输单", "Lost", "#b91c1c", {"probability": 0, "outcome": "lost"}),
    ],
    "lost_reason": [
        ("price", "价格", "Price"),
        ("product", "产品不符", "Product"),
        ("competitor", "竞争对手", "Competitor"),
        ("budget", "预算取消", "No budget"),
        ("delivery", "交货期", "Delivery"),
        ("no_reply", "无回应", "No reply"),
        ("other", "其他", "Other"),
    ],
    "payment_terms": [
        ("prepaid", "款到发货", "Prepaid"),
        ("on_delivery", "货到付款", "On delivery"),
        ("days_30", "月结30天", "30 days"),
        ("days_60", "月结60天", "60 days"),
        ("instalments", "分期付款", "Instalments"),
    ],
}

#: entity → (pattern, gapless)
CODING_RULES = {
    "customer": ("KH-{YYYY}-{#####}", False),
    "product": ("CP-{#####}", False),
    "opportunity": ("XS-{YYYY}-{#####}", False),
    "sales_order": ("DD-{YYYY}{MM}-{####}", True),
    "employee": ("YG-{###}", False),
}


def load(cursor: psycopg2.extensions.cursor) -> None:
    """Add the entries and rules that are missing; what the company changed stays."""
    rows = [
        (
            kind,
            entry[0],
            entry[1],
            entry[2],
            entry[3] if len(entry) > 3 else "",
            number * 10,
            json.dumps(entry[4] if len(entry) > 4 else {}),
        )
        for kind, entries in TERMS.items()
        for number, entry in enumerate(entries, 1)
    ]
    execute_values(
        cursor,
        "INSERT INTO crm.dictionary (kind, code, name, name_en, colour, position, data) VALUES %s "
        "ON CONFLICT (kind, code) DO NOTHING",
        rows,
    )
    execute_values(
        cursor,
        "INSERT INTO crm.coding_rule (entity, pattern, gapless) VALUES %s ON CONFLICT (entity, class_code) DO NOTHING",
        [(entity, *rule) for entity, rule in CODING_RULES.items()],
    )
