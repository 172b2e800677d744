"""The 49 employees of the invented company, their departments, superiors and roles."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "西安长安数码科技有限公司"
COMPANY_EN = "Chang'an Digital Technology Co., Ltd. (Xi'an)"
DOMAIN = "changan-digital.example"

#: name → (code, parent)
DEPARTMENTS: dict[str, tuple[str, str | None]] = {
    "总经理室": ("GM", None), "销售部": ("XS", None), "销售一部": ("XS1", "销售部"), "销售二部": ("XS2", "销售部"),
    "销售三部": ("XS3", "销售部"), "市场部": ("SC", None), "服务部": ("FW", None), "商务部": ("SW", None),
    "财务部": ("CW", None), "库房": ("KF", None), "产品部": ("CP", None), "行政部": ("XZ", None),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Person:
    """An employee; *skill* is how much more or less than the others a salesperson sells (1 = as usual)."""

    number: int
    login: str
    name: str
    gender: str
    birthday: tuple[int, int, int]
    department: str
    title: str
    role: str
    superior: str
    hired_years: int
    skill: float = 0.0


#: login, name, gender, born, department, title, role, superior, years in the company, skill
_STAFF = """
zhouboyan    周伯言  m 1968-04-12 总经理室 总经理       manager            -            16 0
hanxueqin    韩雪芹  f 1974-09-03 总经理室 副总经理     manager            zhouboyan    13 0
linzhiyuan   林致远  m 1985-11-21 总经理室 总经理助理   commerce           zhouboyan    6  0
maguodong    马国栋  m 1976-02-17 销售一部 销售一部经理 team_lead          hanxueqin    12 1.5
tianyuqing   田雨晴  f 1988-07-09 销售一部 大客户经理   sales_rep          maguodong    8  3.2
qiaolei      乔磊    m 1990-03-28 销售一部 客户经理     sales_rep          maguodong    7  1.6
fanjingwen   范静雯  f 1992-12-05 销售一部 客户经理     sales_rep          maguodong    5  1.1
shihaitao    石海涛  m 1987-06-14 销售一部 客户经理     sales_rep          maguodong    9  0.9
douxiaoman   窦小满  f 1996-05-21 销售一部 销售代表     sales_rep          maguodong    3  0.7
gaojinpeng   高锦鹏  m 1994-10-10 销售一部 销售代表     sales_rep          maguodong    4  0.8
tongruining  佟瑞宁  m 1999-01-18 销售一部 销售代表     sales_rep          maguodong    1  0.4
yanglihua    杨丽华  f 1979-08-26 销售二部 销售二部经理 team_lead          hanxueqin    11 1.3
caozhenbang  曹振邦  m 1986-04-02 销售二部 大客户经理   sales_rep          yanglihua    9  2.6
luyao        陆瑶    f 1991-09-15 销售二部 客户经理     sales_rep          yanglihua    6  1.2
huyongjun    胡永军  m 1984-11-30 销售二部 客户经理     sales_rep          yanglihua    10 0.9
jiangmiao    姜淼    f 1993-02-08 销售二部 客户经理     sales_rep          yanglihua    5  1.0
weishaofeng  魏少锋  m 1995-07-27 销售二部 销售代表     sales_rep          yanglihua    3  0.6
peiyutong    裴雨桐  f 1998-03-19 销售二部 销售代表     sales_rep          yanglihua    2  0.5
dongjianye   董建业  m 1980-12-24 销售三部 销售三部经理 team_lead          hanxueqin    10 1.2
xuemingzhe   薛明哲  m 1989-05-06 销售三部 客户经理     sales_rep          dongjianye   7  1.8
songanqi     宋安琪  f 1992-08-13 销售三部 客户经理     sales_rep          dongjianye   5  1.1
baihaoran    白浩然  m 1990-01-29 销售三部 客户经理     sales_rep          dongjianye   6  0.9
guoxiuzhen   郭秀珍  f 1983-10-17 销售三部 客户经理     sales_rep          dongjianye   8  0.8
mengfanyu    孟凡宇  m 1997-06-01 销售三部 销售代表     sales_rep          dongjianye   2  0.6
kangting     康婷    f 2000-02-23 销售三部 销售代表     sales_rep          dongjianye   1  0.3
xiangwanqiu  向婉秋  f 1982-03-11 市场部   市场部经理   market             zhouboyan    9  0
niejunhao    聂俊豪  m 1991-11-04 市场部   市场策划     market             xiangwanqiu  5  0
ouyangqian   欧阳倩  f 1995-04-16 市场部   数据管理员   data_steward       xiangwanqiu  3  0
zuomengting  左梦婷  f 1997-09-22 市场部   电话营销专员 market             xiangwanqiu  2  0
wanghongbin  王洪斌  m 1977-07-07 服务部   服务部经理   service            zhouboyan    12 0
liangchao    梁超    m 1988-01-13 服务部   高级工程师   service            wanghongbin  9  0
cuiwenjie    崔文杰  m 1990-06-25 服务部   高级工程师   service            wanghongbin  7  0
haopengfei   郝鹏飞  m 1993-12-19 服务部   服务工程师   service            wanghongbin  5  0
yinxiaolong  尹晓龙  m 1994-05-30 服务部   服务工程师   service            wanghongbin  4  0
qintianyi    秦天一  m 1996-08-08 服务部   服务工程师   service            wanghongbin  3  0
mudandan     穆丹丹  f 1995-10-02 服务部   服务热线     service            wanghongbin  4  0
xiejiahui    谢佳慧  f 1998-11-11 服务部   服务热线     service            wanghongbin  2  0
lugengsheng  鲁更生  m 1978-02-20 商务部   商务部经理   commerce           hanxueqin    11 0
tangminmin   唐敏敏  f 1989-04-27 商务部   订单专员     commerce           lugengsheng  7  0
houyating    侯雅婷  f 1994-01-06 商务部   采购专员     commerce           lugengsheng  4  0
jinsuzhen    金素珍  f 1975-05-15 财务部   财务部经理   finance            zhouboyan    13 0
shaolina     邵丽娜  f 1987-08-31 财务部   会计         finance            jinsuzhen    8  0
zhuangxin    庄欣    f 1996-12-12 财务部   出纳         finance            jinsuzhen    3  0
niudali      牛大力  m 1981-09-09 库房     库房主管     warehouse          lugengsheng  10 0
pangkai      庞凯    m 1993-03-03 库房     库管员       warehouse          niudali      4  0
gezhihong    葛志宏  m 1983-06-18 产品部   产品经理     product_maintainer hanxueqin    8  0
jifangfei    季芳菲  f 1992-10-28 产品部   价格专员     product_maintainer gezhihong    5  0
tanmeiling   谭美玲  f 1980-01-25 行政部   行政主管     market             zhouboyan    9  0
ruanyiming   阮一鸣  m 1990-07-16 行政部   系统管理员   administrator      tanmeiling   6  0
"""


def _read() -> tuple[Person, ...]:
    people = []
    for number, line in enumerate(_STAFF.strip().splitlines(), 1):
        login, name, gender, born, department, title, role, superior, years, skill = line.split()
        year, month, day = map(int, born.split("-"))
        people.append(Person(
            number=number, login=login, name=name, gender={"m": "male", "f": "female"}[gender], title=title,
            birthday=(year, month, day), department=department, role=role, superior="" if superior == "-" else superior,
            hired_years=int(years), skill=float(skill),
        ))  # fmt: skip
    return tuple(people)


PEOPLE = _read()
BY_LOGIN = {person.login: person for person in PEOPLE}
SELLERS = tuple(person for person in PEOPLE if person.skill > 0)
ENGINEERS = tuple(person for person in PEOPLE if person.role == "service" and "热线" not in person.title)
CALLERS = tuple(person for person in PEOPLE if person.department == "市场部")
#: heads of the departments, by login
HEADS = {"总经理室": "zhouboyan", "销售部": "hanxueqin", "销售一部": "maguodong", "销售二部": "yanglihua", "销售三部": "dongjianye",
         "市场部": "xiangwanqiu", "服务部": "wanghongbin", "商务部": "lugengsheng", "财务部": "jinsuzhen", "库房": "niudali",
         "产品部": "gezhihong", "行政部": "tanmeiling"}  # fmt: skip
