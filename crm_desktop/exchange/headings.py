"""What other programs call our fields: the usual headings of their exports, in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from crm_desktop.core import fields
from crm_desktop.core.entity import Entity

_NOTES = "备注 说明 描述 备忘 Note Notes Remark Remarks Comment Comments Description"
_OWNER = (
    "员工 业务员 销售员 销售 销售人员 销售代表 销售经理 客户经理 所有人 所有者 所属人 归属人 归属员工 负责员工 负责人员 负责人姓名 跟进人 跟单员 "
    "Owner_name Sales_rep Salesperson Sales_representative Assigned_to Account_manager Responsible Employee"
)
_PRICE = "单价 价格 售价 销售价 销售单价 零售价 标准价格 标准售价 Price Unit_price Selling_price Sales_price"

#: Field → its other names, for whatever entity has it; ``_`` stands for a blank.
COMMON: Mapping[str, str] = {
    "code": "编号 代码",
    "name": "全称 Full_name",
    "short_name": "缩写 Abbreviation",
    "status": "State",
    "grade": "级别 星级 重要程度 Level Rating",
    "kind": "类别 性质 Type Category",
    "industry": "所属行业 行业类别 行业类型 所在行业 Sector",
    "region": "地区 所属区域 所属地区 大区 片区 Area Territory",
    "source": "来源渠道 线索来源 渠道来源 渠道 Lead_source",
    "owner_id": _OWNER,
    "employee_id": _OWNER,
    "engineer_id": "工程师 服务人员 售后工程师 Engineer",
    "parent_id": "母公司 总公司 上级公司 上级单位 上级客户 上级分类 上级部门 Parent_account",
    "phone": "座机 固定电话 固话 电话号码 联系电话 办公电话 办公室电话 座机号码 "
    "Tel Telephone Phone_number Telephone_number Business_phone Work_phone Office_phone Landline",
    "mobile": "手机号 手机号码 移动电话 联系手机 Mobile_phone Mobile_number Cell Cell_phone Cellphone",
    "fax": "传真号 传真号码 Fax_number",
    "email": "电子邮箱 电子邮件 邮件 邮箱地址 电子邮件地址 邮件地址 Mail Email_address Mail_address",
    "wechat": "微信号 微信账号 WeChat_ID Weixin",
    "website": "网站 主页 官网 网页 公司主页 URL Web Homepage Web_address",
    "country": "国家地区 国别 Country/Region Billing_country",
    "province": "省份 所在省 所在省份 省直辖市 省自治区 State State/Province Billing_state Billing_state/province",
    "city": "城市 所在市 所在城市 地级市 Town Billing_city",
    "district": "区 县 县区 所在区县 所在区 County",
    "address": "详细地址 通讯地址 联系地址 办公地址 经营地址 街道地址 Street Street_address Address_line_1 Mailing_address Billing_street Billing_address",
    "postcode": "邮政编码 邮编号码 Zip Zip_code Zip/postal_code Postal_code Billing_zip Billing_zip/postal_code",
    "invoice_title": "开票抬头 开票名称 发票名称 开票单位",
    "tax_number": "纳税人识别号 统一社会信用代码 社会信用代码 信用代码 税务登记号 纳税号 Tax_ID VAT_number VAT_ID",
    "bank_name": "开户银行 银行 银行名称 Bank_name",
    "bank_account": "银行帐号 银行账户 账号 帐号 银行卡号 Bank_account_number",
    "credit_limit": "授信额度 信用额",
    "headcount": "员工数 员工数量 人数 人员规模 企业规模 Number_of_employees Size",
    "founded_year": "成立年 成立年度 Founded Year_founded",
    "annual_revenue": "年销售额 年收入 年产值 营业额 Revenue Turnover",
    "description": _NOTES,
    "note": _NOTES,
    "tags": "标记 Tag Labels Keywords",
    "next_contact_on": "下次联系时间 下次联系日期 下次跟进 下次跟进时间 下次跟进日期 下次回访 下次回访时间 Next_follow-up Next_contact_date",
    "title": "职位 岗位 头衔 Job_title Position",
    "department": "所属部门 科室 Department_name",
    "gender": "Sex",
    "birthday": "出生日期 出生年月 Date_of_birth Birth_date Birthdate",
    "currency": "币别 货币 Currency_code",
    "quantity": "订购数量 销售数量 Qty",
    "discount": "折扣率",
    "tax_rate": "增值税率 VAT VAT_rate",
    "unit": "计量单位 基本单位 主单位 UOM Unit_of_measure",
    "barcode": "条形码 国际条码 商品条码 EAN UPC GTIN",
}
#: Entity → field → names that only mean this there; they go before the common ones.
OWN: Mapping[str, Mapping[str, str]] = {
    "customer": {"description": "简介 公司简介 客户简介"},
    "contact": {"is_primary": "主联系人 主要联系人 Primary_contact", "preferences": "爱好 兴趣爱好 Hobbies"},
    "partner_contact": {"partner_id": "供应商 供应商名称"},
    "action": {
        "happened_at": "日期 跟进时间 跟进日期 联系时间 联系日期 沟通时间 拜访时间 拜访日期 Date Time",
        "kind": "方式 跟进方式 跟进类型 沟通方式",
        "subject": "标题 Title",
        "content": f"跟进内容 跟进记录 跟进情况 沟通内容 联系内容 拜访内容 {_NOTES}",
        "result": "跟进结果 Outcome",
        "employee_id": "记录人 执行人员 拜访人",
    },
    "product": {
        "code": "货号 料号 SKU Item_number Part_number",
        "name": "品名 货名",
        "class_id": "分类 产品类型 Category Product_group",
        "specification": "规格型号 Spec",
        "list_price": _PRICE,
        "warranty_months": "质保期 质保 保修 保修月数",
    },
    "product_cost": {"cost": "成本 成本单价 进价 进货价 采购价 采购单价 Purchase_price"},
    "price": {"price": _PRICE, "class_id": "Product_class", "min_quantity": "From_quantity", "unit": "For_unit"},
    "partner": {"sells": "主营产品 主营业务 经营产品 供应产品 Products"},
    "opportunity": {
        "name": "项目名称 项目 主题 Deal_name",
        "stage": "销售阶段 销售进度 Sales_stage",
        "probability": "赢率 成功率 成交概率",
        "amount": "预计金额 预计销售额 预计销售金额 预计成交金额 Value Deal_value",
        "expected_on": "预计成交日期 预计成交时间 预计签单日期 预计结单日期 预计结束日期 Close_date Expected_close_date",
        "closed_on": "成交日期 结单日期 结束日期",
        "lost_reason": "丢单原因 失败原因 Loss_reason",
        "competitor": "竞品 竞争者",
    },
    "sales_order": {
        "code": "单号 单据编号 订单号 合同号",
        "ordered_on": "日期 下单日期 下单时间 签订日期 签约日期 单据日期 Date Order_date",
        "deliver_on": "交付日期 发货日期 交期 Delivery_date Due_date",
        "payment_terms": "结算方式 付款条件 Terms",
        "delivery_address": "收货地址 交货地址 Ship_to Shipping_address",
    },
    "sales_order_line": {"order_id": "单号 单据编号 订单号 合同号", "unit_price": f"含税价 成交价 {_PRICE}"},
    "customer_phone": {"number": "电话号码 手机 手机号 手机号码 Phone Phone_number Mobile"},
    "customer_address": {"recipient": "收货人 联系人 Contact", "phone": "收货电话", "address": "收货地址 送货地址"},
    "employee": {
        "code": "工号",
        "login": "用户名 账号 帐号 登录账号 Username User_name",
        "superior_id": "直属上级 主管 直接主管 Manager Reports_to",
        "hired_on": "入职时间 入司日期 Hire_date",
        "left_on": "离职时间",
    },
}
#: What a kind of record is called elsewhere: alone it is the record's name, before a field it changes nothing.
KINDS: Mapping[str, str] = {
    "customer": "客户 公司 单位 企业 所属客户 所属公司 Customer Company Account Organization Organisation",
    "contact": "联系人 Contact",
    "employee": "员工 人员 Employee",
    "department": "部门 所属部门 Department",
    "product": "产品 商品 货品 物料 存货 Product Item",
    "product_class": "产品类别 产品分类 商品分类 类别 分类 Product_category",
    "partner": "往来单位 供应商 供货商 合作伙伴 竞争对手 公司 单位 Supplier Vendor Partner Company",
    "opportunity": "销售机会 商机 机会 Opportunity Deal",
    "sales_order": "订单 合同 Order Sales_order",
    "action": "跟进 联系 拜访 Activity",
    "product_batch": "批次 批号 Batch Lot",
    "price_list": "价目表 价格表 Price_list",
}
_NUMBERING = (" number", " no", " ID")  # alone they may count the rows
_NAMING = ("", "名称", "名字", "姓名", "全称", "编码", "编号", "代码", " name", " code", *_NUMBERING)
_ASIDE = re.compile(r"[(\[【{][^)\]】}万千]*[)\]】}]")  # thousands are no aside: the figures mean something else


def other_names(entity: Entity, taken: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, field) as other programs say it, the surest first; *taken*: names of our own, plain → field."""
    open_fields = [f for f in entity.fields if not f.read_only and "import" not in f.hidden_in]
    known = {f.name for f in open_fields}
    own = OWN.get(entity.name, {})
    for words in (own, COMMON):
        yield from ((word, name) for name in known & words.keys() for word in _words(words[name]))
    kinds = _words(KINDS.get(entity.name, ""))
    if entity.label in known:
        yield from ((kind, entity.label) for kind in kinds)
    for words in (own, COMMON):
        for name in known & words.keys():
            yield from ((kind + word, name) for kind in kinds for word in _words(words[name]))
    yield from ((kind + word, name) for kind in kinds for word, name in taken.items())
    if "code" in known:
        yield from ((kind + word, "code") for kind in kinds for word in _NUMBERING)
    for field in open_fields:
        if isinstance(field, fields.Ref) and field.to != entity.name:
            yield from ((kind + more, field.name) for kind in _words(KINDS.get(field.to, "")) for more in _NAMING)


def names_of(entity: str, field: str) -> tuple[str, ...]:
    """Return what other programs call a field of an entity, what only means this there first."""
    return tuple(word for words in (OWN.get(entity, {}), COMMON) for word in _words(words.get(field, "")))


def bare(heading: str) -> str:
    """Return *heading* without what stands in brackets: 金额（元）, *手机【必填】."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", heading))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())
