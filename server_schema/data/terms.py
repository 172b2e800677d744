"""The dictionaries (基础设置) that an account set starts with; the company changes them as it likes."""

from __future__ import annotations

from typing import Any

import psycopg2.extensions
from psycopg2.extras import execute_values

#: What an entry means besides its name: column → its value where nothing is said.
MEANINGS: dict[str, Any] = {"stage": "", "outcome": "", "probability": None, "provinces": [], "opposite": ""}

#: kind → (code, Chinese, English[, colour[, meanings]])
TERMS: dict[str, list[tuple[Any, ...]]] = {
    # the dictionaries themselves: who adds an entry here has a dictionary of his own
    "dictionary": [
        ("customer_kind", "客户类型", "Customer kinds"),
        ("customer_grade", "客户等级", "Customer grades"),
        ("customer_status", "客户状态", "Customer statuses"),
        ("customer_source", "客户来源", "Customer sources"),
        ("industry", "行业", "Industries"),
        ("region", "区域", "Regions"),
        ("phone_kind", "电话类型", "Kinds of phone"),
        ("address_kind", "地址类型", "Kinds of address"),
        ("relation_kind", "客户关系", "Relations of companies"),
        ("contact_way_kind", "联系方式类型", "Kinds of phone and e-mail of a contact"),
        ("contact_relation_kind", "人际关系", "Relations of persons"),
        ("date_kind", "重要日期类型", "Kinds of important date"),
        ("qualification_result", "资格判定", "Results of qualification"),
        ("decision_role", "决策角色", "Roles in decisions"),
        ("gender", "性别", "Genders"),
        ("unit", "单位", "Units"),
        ("action_kind", "执行动作", "Kinds of action"),
        ("opportunity_stage", "销售阶段", "Opportunity stages"),
        ("lost_reason", "输单原因", "Reasons for losing"),
        ("payment_terms", "付款方式", "Payment terms"),
        ("currency", "币种", "Currencies"),
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
        ("target", "目标客户", "Target", "#6b7280", {"stage": "target"}),
        ("contacted", "已联系", "Contacted", "#2563eb", {"stage": "target"}),
        ("intent", "有意向", "Interested", "#b45309", {"stage": "target"}),
        ("customer", "成交客户", "Customer", "#15803d", {"stage": "customer"}),
        ("dormant", "沉睡客户", "Dormant", "#6b7280", {"stage": "former"}),
        ("lost", "流失客户", "Lost", "#b91c1c", {"stage": "former"}),
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
        ("northwest", "西北", "Northwest", "", {"provinces": ["61", "62", "63", "64", "65"]}),
        ("north", "华北", "North", "", {"provinces": ["11", "12", "13", "14", "15"]}),
        ("east", "华东", "East", "", {"provinces": ["31", "32", "33", "34", "35", "37", "71"]}),
        ("south", "华南", "South", "", {"provinces": ["44", "45", "46", "81", "82"]}),
        ("central", "华中", "Central", "", {"provinces": ["36", "41", "42", "43"]}),
        ("southwest", "西南", "Southwest", "", {"provinces": ["50", "51", "52", "53", "54"]}),
        ("northeast", "东北", "Northeast", "", {"provinces": ["21", "22", "23"]}),
        ("abroad", "海外", "Abroad"),
    ],
    "phone_kind": [
        ("office", "办公", "Office"),
        ("switchboard", "总机", "Switchboard"),
        ("mobile", "手机", "Mobile"),
        ("finance", "财务", "Finance"),
        ("warehouse", "库房", "Warehouse"),
        ("fax", "传真", "Fax"),
        ("other", "其他", "Other"),
    ],
    "address_kind": [
        ("office", "办公地址", "Office"),
        ("delivery", "收货地址", "Delivery"),
        ("invoice", "收票地址", "Invoice"),
        ("service", "服务地址", "Service"),
        ("other", "其他", "Other"),
    ],
    # "opposite": the word that stands on the other company's record
    "relation_kind": [
        ("subsidiary_of", "上级公司", "Parent company", "", {"opposite": "parent_of"}),
        ("parent_of", "下属公司", "Subsidiary", "", {"opposite": "subsidiary_of"}),
        ("same_group", "同一集团", "Same group"),
        ("buys_through", "通过其采购", "Buys through", "", {"opposite": "buys_for"}),
        ("buys_for", "代其采购", "Buys for", "", {"opposite": "buys_through"}),
        ("supplied_by", "其供应商", "Supplied by", "", {"opposite": "supplies"}),
        ("supplies", "供货给", "Supplies", "", {"opposite": "supplied_by"}),
        ("competitor_of", "竞争对手", "Competitor"),
        ("recommended_by", "由其介绍", "Recommended by", "", {"opposite": "recommended"}),
        ("recommended", "介绍了", "Recommended", "", {"opposite": "recommended_by"}),
    ],
    "contact_way_kind": [
        ("mobile", "手机", "Mobile"),
        ("work", "工作", "Work"),
        ("home", "住宅", "Home"),
        ("fax", "传真", "Fax"),
        ("other", "其他", "Other"),
    ],
    # what the other is to this one; "opposite": what this one is to the other
    "contact_relation_kind": [
        ("classmate", "同学", "Classmate"),
        ("relative", "亲属", "Relative"),
        ("friend", "朋友", "Friend"),
        ("former_colleague", "前同事", "Former colleague"),
        ("from_same_place", "同乡", "From the same place"),
        ("reports_to", "上级", "Superior", "", {"opposite": "superior_of"}),
        ("superior_of", "下属", "Subordinate", "", {"opposite": "reports_to"}),
        ("assisted_by", "助理", "Assistant", "", {"opposite": "assists"}),
        ("assists", "所协助的领导", "Assists", "", {"opposite": "assisted_by"}),
        ("taught_by", "老师", "Teacher", "", {"opposite": "taught"}),
        ("taught", "学生", "Student", "", {"opposite": "taught_by"}),
        ("introduced_by", "介绍人", "Introduced by", "", {"opposite": "introduced"}),
        ("introduced", "介绍了", "Introduced", "", {"opposite": "introduced_by"}),
        ("acquainted", "其他", "Other"),
    ],
    "date_kind": [
        ("birthday", "生日", "Birthday"),
        ("anniversary", "纪念日", "Anniversary"),
        ("founding", "公司成立日", "Founding day"),
        ("renewal", "合同续签", "Contract renewal"),
        ("holiday", "节日问候", "Holiday greeting"),
        ("other", "其他", "Other"),
    ],
    "qualification_result": [
        ("qualified", "合格", "Qualified", "#15803d"),
        ("nurture", "待培育", "Not yet", "#b45309"),
        ("unfit", "不合适", "Unfit", "#b91c1c"),
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
        ("centimetre", "厘米", "centimetre"),
        ("kilogram", "千克", "kilogram"),
        ("gram", "克", "gram"),
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
    "currency": [
        ("CNY", "人民币", "Yuan"),
        ("USD", "美元", "US dollar"),
        ("EUR", "欧元", "Euro"),
        ("HKD", "港币", "Hong Kong dollar"),
        ("JPY", "日元", "Yen"),
        ("GBP", "英镑", "Pound"),
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
    "partner": ("WL-{####}", False),
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
            *{**MEANINGS, **(entry[4] if len(entry) > 4 else {})}.values(),
        )
        for kind, entries in TERMS.items()
        for number, entry in enumerate(entries, 1)
    ]
    execute_values(
        cursor,
        f"INSERT INTO crm.dictionary (kind, code, name, name_en, colour, position, {', '.join(MEANINGS)}) VALUES %s "
        "ON CONFLICT (kind, code) DO NOTHING",
        rows,
        template=f"({', '.join(['%s'] * 6)}, %s, %s, %s::int, %s::text[], %s)",
    )
    # money that is in use already, or the company's own
    cursor.execute(
        "INSERT INTO crm.dictionary (kind, code, name, name_en, position) SELECT 'currency', c, c, c, 100 FROM ("
        "SELECT currency AS c FROM crm.account_set UNION SELECT currency FROM crm.price_list "
        "UNION SELECT currency FROM crm.sales_order UNION SELECT currency FROM crm.opportunity) u WHERE c <> '' "
        "ON CONFLICT (kind, code) DO NOTHING"
    )
    execute_values(
        cursor,
        "INSERT INTO crm.coding_rule (entity, pattern, gapless) VALUES %s ON CONFLICT (entity, class_code) DO NOTHING",
        [(entity, *rule) for entity, rule in CODING_RULES.items()],
    )
