package cast

import "haike/internal/platform/authz"

// Password is everybody's password in the demo company, which says so on its
// login page. It satisfies every password profile.
const Password = "Lanhai-Yuexin-2046" //nolint:gosec // public by intent

// Company describes the demo company.
type Company struct {
	Name         string
	Zone         string
	BaseCurrency string
	FiscalStart  int // month
}

// TheCompany returns the demo company.
func TheCompany() Company {
	return Company{Name: "澜岸工业设备（杭州）有限公司", Zone: "Asia/Shanghai", BaseCurrency: "CNY", FiscalStart: 1}
}

// Keys of the teams.
const (
	Sales   = "sales"
	East    = "east"
	South   = "south"
	North   = "north"
	Service = "service"
)

// Team is a team of the tree.
type Team struct {
	Key    string
	Name   string
	Parent string // key; "" for a root team
	Leader string // login
}

// Teams returns all teams, each before those below it.
func Teams() []Team {
	return []Team{
		{Sales, "销售中心", "", "shen.yunting"},
		{East, "华东销售部", Sales, "lu.jinghe"},
		{South, "华南销售部", Sales, "mai.zhiyuan"},
		{North, "华北销售部", Sales, "qi.songnian"},
		{Service, "客户服务部", Sales, "ning.keran"},
	}
}

// Away is an absence, in days from the day on which the cast is put in.
type Away struct {
	From int // 0 is today
	Days int
	Note string
}

// Person is one of the cast.
type Person struct {
	Login   string
	Name    string
	Email   string
	Role    authz.Builtin
	Team    string // key; "" for none
	Manager string // login; "" for none

	Regions    []string // GB/T 2260
	Industries []string // GB/T 4754
	Languages  []string // BCP 47
	Capacity   int      // customers at most; 0 follows the rule's default
	Away       []Away
	Disabled   bool
}

// Logins of people whom tests name.
const (
	AdministratorLogin = "guan.wenbo"
	DirectorLogin      = "shen.yunting"
	EastManagerLogin   = "lu.jinghe"
	SouthManagerLogin  = "mai.zhiyuan"
	NorthManagerLogin  = "qi.songnian"
	EastRepLogin       = "fang.xiaoqi"
	SouthRepLogin      = "liang.jiayin"
	NorthRepLogin      = "bai.luming"
	ServiceLogin       = "ning.keran"
	ArbitratorLogin    = "gong.zhengyi"
	AuditorLogin       = "yan.shenzhi"
	DisabledLogin      = "tao.yiran"
)

// Administrator returns the user who comes with the set-up.
func Administrator() Person { return office(AdministratorLogin, "管文博", authz.Administrator) }

// People returns everybody but the administrator, each after his manager.
func People() []Person {
	people := []Person{director()}
	for _, part := range [][]Person{east(), south(), north(), service()} {
		people = append(people, part...)
	}
	return append(people,
		office(ArbitratorLogin, "龚正怡", authz.Arbitrator),
		office(AuditorLogin, "严慎之", authz.Auditor),
	)
}

// Find returns a person, the administrator too, by login; the zero Person if there is none.
func Find(login string) Person {
	for _, p := range append(People(), Administrator()) {
		if p.Login == login {
			return p
		}
	}
	return Person{}
}

// In returns who belongs to a team, disabled people included.
func In(team string) []Person {
	var members []Person
	for _, p := range People() {
		if p.Team == team {
			members = append(members, p)
		}
	}
	return members
}

// office is somebody outside the teams.
func office(login, name string, role authz.Builtin) Person {
	return Person{Login: login, Name: name, Email: email(login), Role: role, Languages: []string{"cmn"}}
}

func email(login string) string { return login + "@lanan.example" }

func director() Person {
	p := office(DirectorLogin, "沈云亭", authz.Manager)
	p.Team, p.Languages = Sales, []string{"cmn", "en"}
	return p
}

// member is somebody of a team; what he covers is filled in by with.
func member(team, manager, login, name string) Person {
	p := office(login, name, authz.Rep)
	p.Team, p.Manager = team, manager
	return p
}

func (p Person) as(role authz.Builtin) Person {
	p.Role = role
	return p
}

func (p Person) with(regions, industries, languages []string, capacity int) Person {
	p.Regions, p.Industries, p.Languages, p.Capacity = regions, industries, languages, capacity
	return p
}

type codes = []string

func east() []Person {
	lead := member(East, DirectorLogin, EastManagerLogin, "陆景和").as(authz.Manager).
		with(codes{"310000", "320000", "330000", "340000"}, codes{"C"}, codes{"cmn", "wuu", "en"}, 60)
	left := member(East, EastManagerLogin, DisabledLogin, "陶奕然").with(codes{"340000"}, codes{"33"}, codes{"cmn"}, 0)
	left.Disabled = true
	return []Person{
		lead,
		member(East, EastManagerLogin, EastRepLogin, "方晓琪").with(codes{"330100", "330400", "330500"}, codes{"34", "35"}, codes{"cmn", "wuu"}, 120),
		member(East, EastManagerLogin, "xu.muchen", "许沐辰").with(codes{"310000"}, codes{"36", "39"}, codes{"cmn", "wuu", "en"}, 150),
		member(East, EastManagerLogin, "jiang.ruolan", "江若岚").with(codes{"320100", "320500", "320200"}, codes{"39", "38"}, codes{"cmn", "ja"}, 120),
		member(East, EastManagerLogin, "dong.haoran", "董浩冉").with(codes{"330200", "331000", "340000"}, codes{"33", "29"}, codes{"cmn"}, 0),
		left,
	}
}

func south() []Person {
	away := member(South, SouthManagerLogin, "ouyang.ming", "欧阳茗").with(codes{"440600", "442000"}, codes{"38"}, codes{"cmn", "yue"}, 120)
	away.Away = []Away{{From: 0, Days: 5, Note: "年假"}}
	return []Person{
		member(South, DirectorLogin, SouthManagerLogin, "麦志远").as(authz.Manager).
			with(codes{"440000", "450000", "460000", "350000"}, codes{"C"}, codes{"cmn", "yue"}, 60),
		member(South, SouthManagerLogin, SouthRepLogin, "梁嘉茵").with(codes{"440100"}, codes{"36", "37"}, codes{"cmn", "yue", "en"}, 150),
		member(South, SouthManagerLogin, "zhuo.weiting", "卓伟霆").with(codes{"440300", "441300"}, codes{"39", "65"}, codes{"cmn", "yue", "en"}, 150),
		member(South, SouthManagerLogin, "cai.shuyi", "蔡舒仪").with(codes{"350000"}, codes{"29", "35"}, codes{"cmn", "nan"}, 100),
		away,
	}
}

func north() []Person {
	return []Person{
		member(North, DirectorLogin, NorthManagerLogin, "祁松年").as(authz.Manager).
			with(codes{"110000", "120000", "130000", "140000", "370000"}, codes{"C"}, codes{"cmn"}, 60),
		member(North, NorthManagerLogin, NorthRepLogin, "白鹿鸣").with(codes{"110000"}, codes{"39", "65"}, codes{"cmn", "en"}, 150),
		member(North, NorthManagerLogin, "geng.tianyou", "耿天佑").with(codes{"120000", "130000"}, codes{"31", "34"}, codes{"cmn"}, 120),
		member(North, NorthManagerLogin, "hao.jingyi", "郝静怡").with(codes{"370100", "370200"}, codes{"35", "26"}, codes{"cmn", "ko"}, 120),
		member(North, NorthManagerLogin, "ren.pengfei", "任鹏霏").with(codes{"140000"}, codes{"32", "33"}, codes{"cmn", "cjy"}, 0),
	}
}

func service() []Person {
	return []Person{
		member(Service, DirectorLogin, ServiceLogin, "宁可然").as(authz.ServiceAgent).with(nil, nil, codes{"cmn", "en"}, 0),
		member(Service, DirectorLogin, "pei.anqi", "裴安琪").as(authz.ServiceAgent).with(nil, nil, codes{"cmn", "yue"}, 0),
	}
}
