"""What customers buy together, and what is said and written on the way to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A reason to buy: *wants* are (product class, chance, least, most) at a customer of middle size."""

    name: str
    weight: float
    wants: tuple[tuple[str, float, int, int], ...]
    kinds: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()


#: of opportunities
PROJECTS: tuple[Topic, ...] = (
    Topic(
        name="办公电脑采购",
        weight=16,
        wants=(
            ("PC-BIZ", 1, 4, 22),
            ("PA-MON", 0.3, 2, 10),
            ("PR-LASER", 0.35, 1, 3),
            ("SW-OS", 0.3, 4, 20),
            ("PA-KIT", 0.25, 4, 20),
            ("SE-INST", 0.35, 1, 1),
        ),
    ),
    Topic(
        name="笔记本电脑采购",
        weight=10,
        wants=(("NB-BIZ", 1, 2, 10), ("PA-KIT", 0.4, 2, 10), ("SW-OS", 0.3, 2, 10), ("NB-TAB", 0.15, 1, 4)),
    ),
    Topic(
        name="服务器更新",
        weight=7,
        wants=(
            ("SV-RACK", 0.75, 1, 2),
            ("SV-TOWER", 0.35, 1, 2),
            ("SV-ST", 0.3, 1, 1),
            ("PA-UPS", 0.35, 1, 1),
            ("SW-OS", 0.3, 1, 3),
            ("SE-INST", 0.7, 1, 2),
        ),
    ),
    Topic(
        name="机房改造",
        weight=4,
        wants=(
            ("SV-RACK", 0.7, 1, 2),
            ("NE-SW", 0.8, 1, 4),
            ("PA-UPS", 0.8, 1, 2),
            ("NE-CAB", 0.9, 2, 12),
            ("SE-INST", 0.9, 1, 3),
            ("SV-ST", 0.25, 1, 1),
            ("NE-RT", 0.4, 1, 1),
        ),
    ),
    Topic(
        name="网络改造",
        weight=9,
        wants=(
            ("NE-SW", 1, 1, 6),
            ("NE-RT", 0.6, 1, 1),
            ("NE-AP", 0.55, 3, 14),
            ("NE-CAB", 0.9, 2, 14),
            ("SE-INST", 0.8, 1, 12),
        ),
    ),
    Topic(
        name="无线覆盖",
        weight=4,
        wants=(("NE-AP", 1, 5, 26), ("NE-SW", 0.8, 1, 3), ("NE-CAB", 0.8, 2, 10), ("SE-INST", 0.7, 1, 8)),
    ),
    Topic(
        name="打印设备更新",
        weight=8,
        wants=(("PR-LASER", 0.85, 1, 6), ("PR-MFP", 0.5, 1, 2), ("SU-TON", 0.6, 2, 10), ("SE-MA", 0.2, 1, 1)),
    ),
    Topic(
        name="耗材年度供货",
        weight=6,
        wants=(("SU-TON", 1, 8, 40), ("SU-PAP", 0.8, 10, 50), ("SU-INK", 0.4, 5, 20), ("PA-KIT", 0.2, 5, 10)),
    ),
    Topic(
        name="网络安全加固",
        weight=5,
        wants=(("NE-RT", 0.9, 1, 2), ("SW-SEC", 0.9, 10, 60), ("SE-MA", 0.4, 1, 1), ("SE-INST", 0.4, 1, 1)),
    ),
    Topic(
        name="财务软件升级",
        weight=4,
        wants=(("SW-BIZ", 1, 1, 1), ("SV-TOWER", 0.35, 1, 1), ("SE-INST", 0.5, 1, 1), ("SE-MA", 0.3, 1, 1)),
        kinds=("company", "dealer"),
    ),
    Topic(
        name="设计部工作站",
        weight=3,
        wants=(("PC-WS", 1, 1, 4), ("PA-MON", 0.7, 1, 6), ("PA-MEM", 0.3, 2, 6)),
        industries=("construction", "manufacturing", "entertainment"),
    ),
    Topic(
        name="视频会议系统",
        weight=3,
        wants=(("PA-MON", 0.9, 1, 2), ("PA-KIT", 0.9, 2, 6), ("NE-SW", 0.4, 1, 1), ("SE-INST", 0.5, 1, 1)),
    ),
    Topic(name="运维外包", weight=4, wants=(("SE-MA", 1, 1, 2), ("PA-MEM", 0.3, 2, 8))),
    Topic(name="备份与存储扩容", weight=4, wants=(("SV-ST", 1, 1, 1), ("PA-MEM", 0.6, 4, 12), ("SE-INST", 0.5, 1, 1))),
    Topic(
        name="新办公室弱电工程",
        weight=3,
        wants=(
            ("NE-CAB", 1, 6, 30),
            ("NE-SW", 0.9, 1, 4),
            ("NE-AP", 0.8, 2, 8),
            ("SE-INST", 1, 10, 60),
            ("PC-BIZ", 0.4, 5, 20),
            ("PA-UPS", 0.3, 1, 1),
        ),
    ),
    Topic(
        name="微机室建设",
        weight=10,
        wants=(
            ("PC-BIZ", 1, 22, 40),
            ("NE-SW", 0.9, 1, 2),
            ("NE-CAB", 0.9, 4, 14),
            ("PA-UPS", 0.4, 1, 1),
            ("SE-INST", 0.7, 1, 4),
            ("PA-MON", 0.2, 1, 1),
        ),
        kinds=("school",),
    ),
    Topic(
        name="多媒体教室设备",
        weight=7,
        wants=(("PA-MON", 1, 2, 6), ("PC-AIO", 0.6, 2, 6), ("PA-KIT", 0.5, 2, 6), ("SE-INST", 0.6, 1, 4)),
        kinds=("school",),
    ),
    Topic(
        name="国产化替代",
        weight=7,
        wants=(("PC-BIZ", 1, 5, 24), ("SW-OS", 0.9, 5, 24), ("PR-LASER", 0.5, 1, 4), ("SW-SEC", 0.4, 5, 20)),
        kinds=("government",),
    ),
    Topic(
        name="政务大厅设备",
        weight=4,
        wants=(("PC-AIO", 1, 3, 10), ("PR-DOT", 0.7, 2, 6), ("PR-SCAN", 0.8, 2, 8), ("PA-UPS", 0.3, 1, 1)),
        kinds=("government",),
    ),
    Topic(
        name="门诊工作站",
        weight=8,
        wants=(("PC-AIO", 1, 4, 14), ("PR-LASER", 0.7, 2, 8), ("PR-DOT", 0.4, 1, 4), ("NE-SW", 0.3, 1, 2)),
        kinds=("hospital",),
    ),
    Topic(
        name="门店收银设备",
        weight=5,
        wants=(("PC-AIO", 1, 2, 10), ("PR-DOT", 0.9, 2, 10), ("NE-RT", 0.3, 1, 1), ("SU-PAP", 0.3, 2, 8)),
        industries=("retail", "services"),
    ),
    Topic(
        name="批量进货",
        weight=30,
        wants=(
            ("PC-BIZ", 0.5, 5, 15),
            ("PR-LASER", 0.6, 3, 10),
            ("SU-TON", 0.7, 20, 60),
            ("PA-MEM", 0.6, 10, 30),
            ("PA-KIT", 0.5, 10, 40),
            ("NB-BIZ", 0.4, 3, 8),
        ),
        kinds=("dealer",),
    ),
)
#: of orders that nobody had to fight for
REPEATS: tuple[Topic, ...] = (
    Topic(name="耗材补货", weight=28, wants=(("SU-TON", 0.9, 2, 12), ("SU-PAP", 0.5, 2, 15), ("SU-INK", 0.3, 2, 8))),
    Topic(
        name="电脑增补",
        weight=18,
        wants=(("PC-BIZ", 0.8, 1, 5), ("PA-MON", 0.3, 1, 3), ("PA-KIT", 0.3, 1, 5), ("SW-OS", 0.2, 1, 5)),
    ),
    Topic(name="笔记本增补", weight=12, wants=(("NB-BIZ", 0.9, 1, 3), ("PA-KIT", 0.3, 1, 3))),
    Topic(name="配件采购", weight=12, wants=(("PA-MEM", 0.8, 1, 10), ("PA-KIT", 0.5, 1, 8), ("PA-MON", 0.2, 1, 3))),
    Topic(
        name="打印机增补",
        weight=9,
        wants=(("PR-LASER", 0.8, 1, 3), ("PR-DOT", 0.2, 1, 2), ("PR-SCAN", 0.15, 1, 1), ("SU-TON", 0.4, 1, 4)),
    ),
    Topic(name="网络配件", weight=7, wants=(("NE-CAB", 0.7, 1, 6), ("NE-SW", 0.5, 1, 2), ("NE-AP", 0.3, 1, 3))),
    Topic(name="维保续签", weight=6, wants=(("SE-MA", 1, 1, 1), ("SE-INST", 0.2, 1, 1))),
    Topic(name="安全软件续费", weight=5, wants=(("SW-SEC", 1, 5, 30),)),
    Topic(name="电源更换", weight=3, wants=(("PA-UPS", 1, 1, 2), ("SE-INST", 0.4, 1, 1))),
)

#: stage → (kind of action, subject, content, result); {t} topic, {c} contact, {n} a number
STEPS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "prospecting": (
        ("call", "初次电话了解{t}需求", "与{c}通话，介绍公司情况，询问{t}的计划和时间。", "对方有兴趣，愿意进一步谈"),
        ("visit", "首次上门拜访", "拜访{c}，看了现场，现有设备约{n}台，多数用了五年以上。", "了解了现状，留了资料"),
        ("call", "老客户介绍后电话联系", "经朋友介绍与{c}联系，说明来意，约定面谈时间。", "同意下周见面"),
        ("reception", "客户到公司看样机", "{c}到展厅看样机，重点问了配置和保修。", "拿走产品彩页"),
        ("message", "发送公司与产品介绍", "加了{c}微信，发送公司介绍和三份同行业案例。", "已读，回复有时间再谈"),
        ("email", "发送{t}初步资料", "按{c}要求发邮件，附产品手册和案例。", "已收到"),
    ),
    "engaging": (
        ("visit", "{t}需求调研", "与{c}逐项核对需求，数量约{n}，希望利用现有线路和机柜。", "需求基本明确"),
        ("meeting", "{t}技术交流会", "我方工程师讲解方案思路，{c}提出兼容和数据迁移问题。", "技术上认可"),
        ("call", "确认数量与配置", "与{c}电话确认数量{n}，配置按中档考虑，预算待批。", "配置确认"),
        ("demo", "样机演示与试用", "送样机一台到{c}处，安装办公软件并演示，留下试用一周。", "试用反应良好"),
        ("visit", "现场勘查", "和工程师到现场量尺寸、看走线，{c}陪同。", "勘查完成，可出方案"),
        ("message", "补充现场照片与清单", "{c}发来现有设备清单和照片，核对后有{n}处需要更换。", "清单已核对"),
    ),
    "proposal": (
        ("quote", "提交{t}报价", "按客户等级价提交报价单，三种配置供选，报价有效期十五天。", "客户内部比较"),
        ("quote", "修改{t}报价第二版", "{c}要求调整配置和数量，把总价压下来，重新报价。", "新报价已收到"),
        ("meeting", "方案讲解", "向{c}等人讲解方案，重点说明可扩展性和售后响应。", "评价好于另外两家"),
        ("email", "发送正式方案书", "方案书与报价单发{c}邮箱，共{n}页，附实施进度表。", "已转分管领导"),
        ("call", "跟进报价意见", "电话询问{c}对报价的意见，认为总价略高，要求看能否优惠。", "需请示价格"),
        ("demo", "安排参观同类客户", "带{c}参观已实施的客户现场，由对方负责人介绍使用情况。", "信心增强"),
    ),
    "negotiation": (
        ("visit", "商务谈判", "与{c}谈价格与付款，对方要求付款到六十天，我方坚持三十天。", "差距缩小"),
        ("call", "确认合同条款", "逐条确认合同，{c}要求增加延期违约条款。", "条款基本一致"),
        ("meeting", "三方比价会", "参加客户比价会，我方第二位发言，报价居中，服务得分高。", "等待结果"),
        ("message", "催办签批进度", "问{c}签批进度，合同在领导处，预计{n}天内盖章。", "流程正常"),
        ("visit", "送合同文本", "送合同一式四份到{c}处，核对开票信息和送货地址。", "待盖章"),
    ),
    "won": (
        ("call", "确认中选与送货安排", "{c}通知我方中选，商定送货时间、安装人员和验收办法。", "成交"),
        ("visit", "签订合同", "与{c}签订合同，收到预付款凭证，转商务下单。", "合同已签"),
        ("meeting", "项目启动会", "与{c}开启动会，明确分工和时间表，工程师进场。", "按计划开始"),
    ),
    "lost": (
        ("call", "得知未中选", "{c}告知已选别家，感谢我们的方案，以后有机会再合作。", "输单，保持联系"),
        ("visit", "回访了解落选原因", "拜访{c}了解原因，对方说主要还是{r}。", "原因已记录"),
        ("call", "项目搁置", "{c}说{t}今年暂不做，{r}，明年再议。", "搁置"),
    ),
}
#: visits and calls without an opportunity
CARE: tuple[tuple[str, str, str, str], ...] = (
    ("call", "日常回访", "与{c}通话，机器使用正常，近期没有采购计划。", "关系正常"),
    ("call", "新品介绍", "向{c}介绍新到的机型和促销政策，对方表示需要时联系。", "记下有兴趣的型号"),
    ("message", "节日问候", "给{c}发节日问候，对方回复感谢。", "已回复"),
    ("visit", "上门走访", "顺路拜访{c}，了解设备情况，约{n}台快到更换期。", "可能有更新需求"),
    ("call", "询问耗材用量", "{c}说每月用粉盒{n}支左右，目前从两家进货。", "可以试报一次价"),
    ("email", "发送促销资料", "发送本月促销单页与价格表给{c}。", "已收到"),
    ("letter", "寄送产品目录", "寄送新版产品目录和名片给{c}。", "待电话确认"),
    ("call", "首次电话联系", "转了两次找到{c}，介绍公司业务，对方让先加微信发资料。", "建立联系"),
    ("reception", "接待客户来访", "{c}来公司办事，陪同看了展厅和服务部。", "印象不错"),
    ("call", "催收货款", "提醒{c}上月货款已到期，对方答应走付款流程。", "答应付款"),
    ("call", "电话不通", "拨打三次无人接听，给{c}留了言。", "未联系上"),
    ("visit", "送发票与对账单", "送发票和对账单给{c}签收，顺便问了后续计划。", "已签收"),
)  # fmt: skip
#: calls of the marketing people to targets
CAMPAIGN: tuple[tuple[str, str, str, str], ...] = (
    ("call", "电话营销：年末采购季", "按名单致电，{c}接听，介绍年末采购优惠。", "留下联系方式"),
    ("call", "电话邀请参加新品会", "邀请{c}参加新品体验会，对方说看时间。", "待确认"),
    ("email", "邀请函", "向{c}发送新品体验会邀请函。", "已发送"),
    ("call", "信息核对", "核对单位地址和负责人，{c}配合，电话已更新。", "信息已更新"),
    ("call", "电话营销：开学季", "介绍开学季方案，{c}表示今年已有供应商。", "暂无需求"),
)
SERVICE: tuple[tuple[str, str, str, str], ...] = (
    ("service", "送货安装", "与{c}清点设备，安装调试完毕，讲解使用方法。", "客户签字验收"),
    ("service", "上门维修", "{c}报修一台不能开机，更换电源后正常。", "已解决"),
    ("service", "远程支持", "{c}反映打印变慢，远程更新驱动后恢复。", "已解决"),
    ("service", "季度巡检", "巡检设备{n}台，清灰、查看日志，提醒{c}注意机房温度。", "运行正常"),
    ("service", "更换配件", "保修期内为{c}更换硬盘一块，数据已恢复。", "已解决"),
    ("service", "培训用户", "为{c}等人培训日常操作和备份，约两小时。", "效果良好"),
    ("call", "送货后回访", "电话回访{c}，设备使用正常，对安装人员满意。", "满意"),
)
PROMISES = ("两天内提交报价", "周五前送样机", "下周安排工程师上门", "三天内回复能否优惠", "补发产品彩页", "月底前送到货", "一周内出具方案", "明天把合同发过去",
            "帮忙联系厂家延保", "安排参观案例现场", "发票随货送达", "两小时内远程处理", "更换显示器一台", "提供三家同行案例", "核实库存后回电")  # fmt: skip
NEXT = ("跟进报价意见", "确认到货时间", "问预算是否批下来", "约见分管领导", "确认验收时间", "再次电话", "送样机", "签合同", "回访使用情况", "问付款进度", "约现场勘查",
        "了解竞争对手报价", "送资料", "确认参会人数")  # fmt: skip
NEXT_CARE = (
    "再次电话",
    "送资料",
    "回访使用情况",
    "问付款进度",
    "约上门走访",
    "发新品介绍",
    "了解更新计划",
    "核对联系人",
)
COMPETITORS = (
    "秦川恒达电脑",
    "西京数码",
    "渭北科贸",
    "古城信息",
    "厂家直销",
    "网上商城",
    "客户原供应商",
    "丝路网络",
    "终南计算机",
)
#: what a competitor sells, is strong and weak in
RIVALS = (
    ("整机、打印机、耗材", "账期长，老客户多", "售后靠外包，响应慢"),
    ("组装机、网络设备", "报价低", "没有原厂授权，质保不稳"),
    ("办公软件、系统集成", "懂行业，方案写得细", "价格高，交货慢"),
    ("数码产品、监控", "门店多，现货足", "不做上门安装"),
)
#: supplier, what it sells, strong and weak in
SUPPLIERS = (
    ("神州西北分销中心", "整机、服务器", "货源稳，返点清楚", "周末不发货"),
    ("佳惠打印耗材总代", "打印机、耗材", "当天送到", "小批量不议价"),
    ("锐联网络西安平台", "交换机、路由器", "技术支持好", "项目报备周期长"),
    ("秦兴软件经销", "办公软件、杀毒软件", "授权齐全", "退换麻烦"),
)
LOST = (("price", 34, "价格比别家高"), ("competitor", 22, "老供应商关系更近"), ("budget", 18, "预算没有批下来"), ("no_reply", 10, "一直没有结果"),
        ("product", 8, "产品参数不合要求"), ("delivery", 5, "交货时间赶不上"), ("other", 3, "内部有变动"))  # fmt: skip
NOTES = ("送货前一天电话通知。", "发票开专用增值税发票，随货送达。", "请配好系统再送。", "分两批送货。", "安装由服务部安排。", "验收合格后付尾款。", "客户自提。",
         "需要带验收单。", "送三楼机房，无电梯。")  # fmt: skip
