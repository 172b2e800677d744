"""Where invented customers live: real provinces, cities and districts; streets that read like real ones; counties that do not exist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class City:
    """A city with its telephone code (numbers begin with 555 or 55: given to nobody), postcode and districts."""

    name: str
    province: str
    region: str
    area_code: str
    postcode: str
    weight: float
    districts: tuple[str, ...]


_TABLE = """
西安 陕西省 northwest 029 7100 520 雁塔区 雁塔区 雁塔区 碑林区 碑林区 莲湖区 新城区 未央区 未央区 灞桥区 长安区 高新区 高新区 曲江新区 经开区 浐灞生态区 高陵区 临潼区 鄠邑区
咸阳 陕西省 northwest 029 7120 70 秦都区 渭城区 兴平市 武功县 三原县 泾阳县
宝鸡 陕西省 northwest 0917 7210 60 渭滨区 金台区 陈仓区 岐山县 凤翔区
渭南 陕西省 northwest 0913 7140 38 临渭区 华州区 韩城市 蒲城县
汉中 陕西省 northwest 0916 7230 30 汉台区 南郑区 城固县 勉县
榆林 陕西省 northwest 0912 7190 38 榆阳区 横山区 神木市 靖边县
延安 陕西省 northwest 0911 7160 26 宝塔区 安塞区 子长市
安康 陕西省 northwest 0915 7250 16 汉滨区 旬阳市
商洛 陕西省 northwest 0914 7260 12 商州区 洛南县
铜川 陕西省 northwest 0919 7270 12 耀州区 王益区
兰州 甘肃省 northwest 0931 7300 40 城关区 七里河区 安宁区 西固区
天水 甘肃省 northwest 0938 7410 16 秦州区 麦积区
平凉 甘肃省 northwest 0933 7440 8 崆峒区
庆阳 甘肃省 northwest 0934 7450 9 西峰区
银川 宁夏回族自治区 northwest 0951 7500 26 兴庆区 金凤区 西夏区
吴忠 宁夏回族自治区 northwest 0953 7511 6 利通区
西宁 青海省 northwest 0971 8100 16 城西区 城东区 城中区
乌鲁木齐 新疆维吾尔自治区 northwest 0991 8300 18 天山区 沙依巴克区 新市区
太原 山西省 north 0351 0300 14 小店区 迎泽区
运城 山西省 north 0359 0440 8 盐湖区
北京 北京市 north 010 1000 18 海淀区 朝阳区 丰台区
郑州 河南省 central 0371 4500 14 金水区 中原区
洛阳 河南省 central 0379 4710 8 洛龙区 涧西区
武汉 湖北省 central 027 4300 8 武昌区 洪山区
成都 四川省 southwest 028 6100 14 武侯区 高新区 锦江区
重庆 重庆市 southwest 023 4000 8 渝中区 江北区
上海 上海市 east 021 2000 8 浦东新区 徐汇区
南京 江苏省 east 025 2100 5 玄武区 鼓楼区
杭州 浙江省 east 0571 3100 5 西湖区 滨江区
深圳 广东省 south 0755 5180 8 南山区 福田区
广州 广东省 south 020 5100 4 天河区
沈阳 辽宁省 northeast 024 1100 3 和平区 铁西区
"""


def _read() -> tuple[City, ...]:
    cities = []
    for line in _TABLE.strip().splitlines():
        name, province, region, code, post, weight, *districts = line.split()
        cities.append(City(name=name, province=province, region=region, area_code=code, postcode=post, weight=float(weight),
                           districts=tuple(districts)))  # fmt: skip
    return tuple(cities)


CITIES = _read()
STREET_FIRST = ("丰登", "明德", "含章", "永松", "翠华", "朱雀", "太乙", "崇文", "凤鸣", "锦业", "科创", "唐延", "沣惠", "文景", "凤城", "龙首", "自强", "劳动",
                "建设", "友谊", "和平", "解放", "人民", "东风", "红旗", "新华", "胜利", "青年", "育才", "学府", "公园", "滨河", "渭滨", "汉江", "秦岭", "骊山",
                "长乐", "永安", "安定", "含光", "金花", "西影", "雁南", "芙蓉", "曲江", "大庆", "团结", "光明", "迎宾", "站前", "兴庆", "五星", "清凉", "玉祥",
                "云水", "航天", "神舟", "创汇", "西部", "草滩", "汉城", "未央", "阳光", "昆明", "丈八", "鱼化", "电子", "科技", "高新", "团山", "梨园", "杏园")  # fmt: skip
STREET_LAST = (
    "路",
    "路",
    "路",
    "路",
    "大街",
    "街",
    "东路",
    "西路",
    "南路",
    "北路",
    "中路",
    "一路",
    "二路",
    "三路",
    "大道",
    "巷",
)
BUILDINGS = ("创业广场", "金桥国际", "长丰大厦", "锦绣天下", "世纪方舟", "华宇大厦", "都市之门", "博源科技园", "启航时代", "银河大厦", "丰泽大厦", "旺座城",
             "中天国际", "融鑫大厦", "宏府商务", "阳光天地", "西部云谷", "星河中心", "瑞禾大厦", "嘉天国际", "汇鑫中心", "永利国际", "尚品国际", "数码大厦",
             "软件新城", "孵化园", "工业园", "物流园", "商贸城", "花园小区")  # fmt: skip
#: counties of the invented public offices and schools: none of them exists
COUNTIES = ("秦泉县", "渭塬县", "骊阳县", "沣宁县", "灞安县", "汉岭县", "丹溪县", "泾塬县", "洛塬县", "延塬县", "榆川县", "沙泉县", "终南县", "子午县", "褒河县",
            "石瓮县", "陇泉县", "崆山县", "湟泉县", "贺兰山县", "雍原县", "云横县", "翠屏山县", "黑河口县", "金丝峡县", "凤岭县", "麟泉县", "牧护县", "青木川县",
            "柳林塬县")  # fmt: skip
TOWNS = ("白杨", "石桥", "柳林", "杏花", "枣园", "核桃坪", "马家塬", "李家坪", "清泉", "龙泉", "青龙", "白鹿", "黄羊", "双庙", "三官庙", "五里", "十里铺", "老鸦岔",
         "红崖", "黑水", "金堆", "银花", "铁炉", "铜锣", "玉皇", "观音", "佛坪塬", "寺前", "塔坡", "楼村", "大王", "小王涧", "东坡", "西坪", "南塬", "北沟", "上河",
         "下川", "高桥", "平川", "新街", "古城", "关山", "秦岭口", "梁家河口", "桃花", "梨树", "槐芽", "椿树", "竹林", "芦苇滩", "菜园", "花石", "云台", "月亮湾",
         "太阳庙", "星子", "雷家坡", "风陵", "雪岭")  # fmt: skip
TOWN_FIRST = "白黑红黄青清石大小上下东西南北新古高平长云龙凤虎马牛杨柳桃杏枣槐松柏竹"
TOWN_SECOND = "河沟坪塬庙寺桥关岭山泉川湾坡店集堡寨营池滩岔"
