"""The class tree and what the products of each class are called, hold and cost; every brand is invented."""
# ruff: noqa: E501 - tables of words, a line a row

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A class of products. Prices in yuan with tax; *margin* is the part of the list price that is not cost.

    *parts* are what a configuration is put together from, cheap to dear; ``@`` names an item's own price.
    """

    code: str
    name: str
    parent: str
    count: int
    noun: str
    unit: str
    brands: tuple[tuple[str, str], ...]
    prices: tuple[float, float]
    margin: tuple[float, float]
    parts: tuple[tuple[str, ...], ...]
    tax: int = 13
    warranty: int = 12


#: code → (name, parent code)
TREE: dict[str, tuple[str, str]] = {
    "PC": ("品牌电脑", ""), "NB": ("笔记本与平板", ""), "SV": ("服务器与存储", ""), "PR": ("打印与影像", ""), "NE": ("网络设备", ""),
    "PA": ("外设配件", ""), "SU": ("耗材", ""), "SW": ("软件", ""), "SE": ("服务", ""),
}  # fmt: skip

_PC = (("擎峰", "QF"), ("锐岭", "RL"), ("云图", "YT"), ("天枢", "TS"))
_NB = (("擎峰", "QF"), ("轻羽", "QY"), ("云图", "YT"))
_SV = (("天枢", "TS"), ("磐柱", "PZ"), ("擎峰", "QF"))
_PR = (("墨池", "MC"), ("彩翎", "CL"), ("睿印", "RY"))
_NE = (("织远", "ZY"), ("迅途", "XT"), ("御垒", "YL"))
_PA = (("视界通", "SJ"), ("键舞", "JW"), ("储川", "CC"), ("恒电", "HD"))
_OWN = (("长安数码", "CA"),)

_CPU = ("四核处理器 3.3GHz", "六核处理器 2.9GHz", "八核处理器 3.0GHz", "十二核处理器 2.5GHz", "国产八核处理器 2.7GHz")
_RAM = ("8GB DDR4", "16GB DDR4", "16GB DDR5", "32GB DDR5")
_DISK = ("256GB 固态", "512GB 固态", "1TB 固态", "512GB 固态 + 1TB 机械")
_SYSTEM = ("无系统", "预装正版操作系统", "预装国产操作系统")

LEAVES: tuple[Leaf, ...] = (
    Leaf(code="PC-BIZ", name="商用台式机", parent="PC", count=24, noun="商用台式电脑", unit="unit", brands=_PC, prices=(3299, 7299), margin=(.08, .13),
         parts=(_CPU, _RAM, _DISK, ("集成显卡", "2GB 独立显卡"), ("21.5 英寸显示器", "23.8 英寸显示器", "不含显示器"), _SYSTEM), warranty=36),
    Leaf(code="PC-AIO", name="一体机", parent="PC", count=12, noun="一体电脑", unit="unit", brands=_PC, prices=(3999, 8999), margin=(.09, .14),
         parts=(_CPU, _RAM, _DISK, ("23.8 英寸", "27 英寸", "23.8 英寸触摸"), _SYSTEM), warranty=36),
    Leaf(code="PC-WS", name="图形工作站", parent="PC", count=8, noun="图形工作站", unit="unit", brands=_PC, prices=(9800, 46800), margin=(.12, .18),
         parts=(("十二核工作站处理器", "十六核工作站处理器", "二十四核工作站处理器"), ("32GB ECC", "64GB ECC", "128GB ECC"), ("1TB 固态", "1TB 固态 + 4TB 机械"),
                ("8GB 专业显卡", "16GB 专业显卡", "24GB 专业显卡"), ("预装正版操作系统",)), warranty=36),
    Leaf(code="NB-BIZ", name="商务笔记本", parent="NB", count=20, noun="商务笔记本", unit="unit", brands=_NB, prices=(4199, 11999), margin=(.07, .12),
         parts=(_CPU, _RAM, ("512GB 固态", "1TB 固态"), ("14 英寸", "13.3 英寸", "15.6 英寸"), _SYSTEM), warranty=24),
    Leaf(code="NB-TAB", name="平板电脑", parent="NB", count=7, noun="平板电脑", unit="unit", brands=_NB, prices=(1899, 5699), margin=(.06, .10),
         parts=(("10.4 英寸", "11 英寸", "12.6 英寸"), ("6GB + 128GB", "8GB + 256GB"), ("WiFi 版", "全网通版")), warranty=12),
    Leaf(code="SV-RACK", name="机架服务器", parent="SV", count=13, noun="机架服务器", unit="unit", brands=_SV, prices=(16800, 128000), margin=(.13, .20),
         parts=(("1U", "2U", "4U"), ("单路十六核处理器", "双路十六核处理器", "双路三十二核处理器"), ("32GB ECC", "64GB ECC", "256GB ECC"),
                ("2×480GB 固态 RAID1", "3×1.2TB SAS RAID5", "8×4TB SATA RAID6"), ("双电源", "单电源")), warranty=36),
    Leaf(code="SV-TOWER", name="塔式服务器", parent="SV", count=7, noun="塔式服务器", unit="unit", brands=_SV, prices=(8900, 28800), margin=(.12, .18),
         parts=(("八核服务器处理器", "十六核服务器处理器"), ("16GB ECC", "32GB ECC"), ("2×1TB SATA RAID1", "2×480GB 固态 RAID1")), warranty=36),
    Leaf(code="SV-ST", name="存储与备份", parent="SV", count=9, noun="存储", unit="unit", brands=_SV, prices=(5800, 168000), margin=(.14, .22),
         parts=(("4 盘位", "8 盘位", "12 盘位", "24 盘位双控"), ("16TB", "32TB", "64TB", "裸机不含盘"), ("千兆", "万兆", "16Gb 光纤")), warranty=36),
    Leaf(code="PR-LASER", name="激光打印机", parent="PR", count=15, noun="激光打印机", unit="unit", brands=_PR, prices=(899, 6899), margin=(.10, .16),
         parts=(("A4 黑白", "A4 彩色", "A3 黑白"), ("20 页/分", "28 页/分", "38 页/分"), ("自动双面", "手动双面"), ("有线网络", "USB", "有线 + 无线"))),
    Leaf(code="PR-MFP", name="复合机", parent="PR", count=11, noun="数码复合机", unit="unit", brands=_PR, prices=(5600, 48000), margin=(.15, .22),
         parts=(("A3 黑白", "A3 彩色"), ("25 页/分", "35 页/分", "55 页/分"), ("双面输稿器", "单面输稿器"), ("双纸盒 + 工作台", "四纸盒"))),
    Leaf(code="PR-DOT", name="针式与票据打印机", parent="PR", count=7, noun="针式打印机", unit="unit", brands=_PR, prices=(780, 3980), margin=(.12, .18),
         parts=(("80 列平推", "110 列平推", "136 列滚筒", "80mm 热敏小票"), ("1+3 联", "1+6 联"), ("USB + 并口", "USB + 网口"))),
    Leaf(code="PR-SCAN", name="扫描仪与高拍仪", parent="PR", count=8, noun="扫描仪", unit="unit", brands=_PR, prices=(698, 8980), margin=(.13, .20),
         parts=(("A4 馈纸", "A3 平板", "A4 高拍"), ("30 页/分", "60 页/分", "1000 万像素"))),
    Leaf(code="NE-SW", name="交换机", parent="NE", count=16, noun="交换机", unit="unit", brands=_NE, prices=(380, 26800), margin=(.14, .22),
         parts=(("8 口", "24 口", "48 口"), ("百兆", "千兆", "千兆上联万兆", "全万兆"), ("二层网管", "三层网管", "即插即用"), ("非 PoE", "PoE 370W"))),
    Leaf(code="NE-RT", name="路由与防火墙", parent="NE", count=10, noun="防火墙", unit="unit", brands=_NE, prices=(1280, 58800), margin=(.16, .25),
         parts=(("吞吐 1Gbps", "吞吐 4Gbps", "吞吐 10Gbps"), ("带机 100 台", "带机 500 台", "带机 2000 台"), ("含一年特征库", "含三年特征库"))),
    Leaf(code="NE-AP", name="无线设备", parent="NE", count=9, noun="无线接入点", unit="unit", brands=_NE, prices=(299, 4680), margin=(.15, .24),
         parts=(("吸顶", "面板", "室外"), ("双频 1800M", "双频 3000M", "三频 5400M"), ("PoE 供电",))),
    Leaf(code="NE-CAB", name="综合布线", parent="NE", count=12, noun="布线材料", unit="box", brands=(("织远", "ZY"), ("通脉", "TM")), prices=(28, 1380), margin=(.18, .30),
         parts=(("六类网线 305 米@880", "超五类网线 305 米@520", "六类模块@28", "24 口配线架@380", "理线架@45", "42U 机柜@2380", "12U 机柜@760", "光纤跳线 3 米@32", "室内 8 芯光缆@1380", "双口面板@12",
                 "水晶头 100 只@65", "PDU 8 位@168"),), warranty=12),
    Leaf(code="PA-MON", name="显示器与投影", parent="PA", count=12, noun="显示器", unit="unit", brands=_PA[:1] + _PC[:2], prices=(599, 8900), margin=(.09, .16),
         parts=(("21.5 英寸@649", "23.8 英寸@799", "27 英寸@1299", "32 英寸@1899", "86 英寸会议平板@16800", "4000 流明投影机@5980"), ("全高清", "2K", "4K"), ("升降支架", "固定支架"))),
    Leaf(code="PA-KIT", name="键鼠与外设", parent="PA", count=12, noun="外设", unit="piece", brands=_PA[1:2], prices=(39, 899), margin=(.18, .30),
         parts=(("有线键鼠套装@89", "无线键鼠套装@139", "静音鼠标@59", "机械键盘@269", "会议摄像头@599", "头戴耳麦@159", "全向麦克风@1180", "扩展坞 8 合 1@299", "读卡器@45"),)),
    Leaf(code="PA-MEM", name="内存硬盘", parent="PA", count=12, noun="存储配件", unit="piece", brands=_PA[2:3], prices=(99, 2680), margin=(.08, .15),
         parts=(("8GB DDR4 内存@169", "16GB DDR4 内存@289", "16GB DDR5 内存@359", "32GB ECC 内存@980", "512GB 固态硬盘@319", "1TB 固态硬盘@529", "4TB 机械硬盘@690", "1.2TB SAS 硬盘@1480",
                 "64GB 加密 U 盘@139", "2TB 移动硬盘@559"),), warranty=36),
    Leaf(code="PA-UPS", name="电源", parent="PA", count=7, noun="不间断电源", unit="unit", brands=_PA[3:4], prices=(458, 18600), margin=(.15, .24),
         parts=(("1KVA", "2KVA", "3KVA", "6KVA", "10KVA"), ("后备式", "在线式"), ("内置电池", "外接电池柜 1 小时")), warranty=36),
    Leaf(code="SU-TON", name="硒鼓粉盒", parent="SU", count=14, noun="硒鼓", unit="piece", brands=(("墨池", "MC"), ("睿印", "RY"), ("格印", "GY")), prices=(68, 1180),
         margin=(.22, .38), parts=(("黑色", "青色", "品红", "黄色"), ("1600 页", "2600 页", "6000 页", "12000 页"), ("原装", "通用")), warranty=0),
    Leaf(code="SU-INK", name="墨水色带", parent="SU", count=7, noun="墨水色带", unit="piece", brands=(("彩翎", "CL"), ("格印", "GY")), prices=(15, 168), margin=(.25, .40),
         parts=(("黑色墨水 127ml@58", "彩色墨水 70ml@52", "针打色带架@32", "色带芯 14 米@15", "热转印碳带@68"),), warranty=0),
    Leaf(code="SU-PAP", name="纸张", parent="SU", count=7, noun="纸", unit="box", brands=(("白桦林", "BH"), ("云上", "YS")), prices=(98, 268), margin=(.12, .20),
         parts=(("A4 70 克 8 包@178", "A4 80 克 5 包@138", "A3 70 克 4 包@188", "三联电脑打印纸@126", "80mm 热敏纸 50 卷@98", "A4 相片纸@45"),), warranty=0),
    Leaf(code="SW-OS", name="系统与办公软件", parent="SW", count=9, noun="软件许可", unit="licence", brands=(("星原", "XY"), ("知行", "ZX")), prices=(298, 3680), margin=(.10, .18),
         parts=(("桌面操作系统专业版@1080", "服务器操作系统标准版@4680", "办公套件标准版@498", "办公套件专业版@1280", "版式文件阅读器@298"), ("一年订阅", "永久许可")), warranty=12),
    Leaf(code="SW-SEC", name="安全软件", parent="SW", count=8, noun="安全软件", unit="licence", brands=(("御垒", "YL"),), prices=(58, 6800), margin=(.30, .45),
         parts=(("终端防病毒@78", "终端管理@98", "文档加密@298", "上网行为管理@6800", "备份恢复@4980"), ("一年", "三年"), ("每点", "50 点包")), warranty=12),
    Leaf(code="SW-BIZ", name="业务软件", parent="SW", count=8, noun="业务软件", unit="set", brands=(("明账", "MZ"), ("汇客", "HK")), prices=(2980, 58000), margin=(.40, .55),
         parts=(("财务标准版@4980", "财务专业版@16800", "进销存@9800", "客户关系管理@19800", "人事薪资@8800", "协同办公@28800"), ("3 用户", "10 用户", "50 用户")), warranty=12),
    Leaf(code="SE-INST", name="安装与集成", parent="SE", count=8, noun="服务", unit="time", brands=_OWN, prices=(120, 12800), margin=(.45, .65), tax=6, warranty=3,
         parts=(("单机安装调试@120", "服务器安装部署@2800", "网络安装调试@3600", "综合布线施工(每点)@180", "机房搬迁@12800", "数据迁移@1980", "弱电设计@6800", "软件部署@880"),)),
    Leaf(code="SE-MA", name="维保与培训", parent="SE", count=8, noun="服务", unit="year", brands=_OWN, prices=(180, 36000), margin=(.50, .70), tax=6, warranty=0,
         parts=(("单机延保一年@180", "服务器延保三年@4800", "打印机年度保养@680", "网络年度维护@12800", "驻场工程师(月)@9800", "整体外包维护@48000", "用户培训(天)@1500", "等保咨询@36000"),
                ("5×8 响应", "7×24 响应"))),
)  # fmt: skip

SERIES = ("启程", "远航", "睿商", "智汇", "锋行", "凌云", "致胜", "领航", "博思", "超越")
POLICIES = ("十台以上可申请特价，提前两天报备。", "教育、政府采购另有支持，须提供中标通知书。", "厂家要求最低价，不得低于限价网上报价。", "样机可借用一周。",
            "订货周期约五个工作日。", "以旧换新每台可抵 200 元。", "延保与整机同时购买九折。")  # fmt: skip
