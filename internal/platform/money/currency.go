package money

import (
	"cmp"
	"maps"
	"slices"
)

// Currency is an ISO 4217 code.
type Currency string

// CNY is the renminbi, the base currency unless the company chose another.
const CNY Currency = "CNY"

// Info describes a currency.
type Info struct {
	Code   Currency `json:"code"`
	Digits int      `json:"digits"` // decimals: 2 means 100 minor units
	Symbol string   `json:"symbol"` // stands before the amount; unambiguous among all currencies here
	NameZH string   `json:"name_zh"`
	NameEN string   `json:"name_en"`
}

// currencies lists them by code, with the exponents of ISO 4217. It is only read.
var currencies = byCode([]Info{
	{"CNY", 2, "¥", "人民币", "Chinese yuan"},
	{"HKD", 2, "HK$", "港元", "Hong Kong dollar"},
	{"MOP", 2, "MOP$", "澳门元", "Macanese pataca"},
	{"TWD", 2, "NT$", "新台币", "New Taiwan dollar"},
	{"USD", 2, "US$", "美元", "US dollar"},
	{"EUR", 2, "€", "欧元", "Euro"},
	{"GBP", 2, "£", "英镑", "Pound sterling"},
	{"JPY", 0, "JP¥", "日元", "Japanese yen"},
	{"KRW", 0, "₩", "韩元", "South Korean won"},
	{"SGD", 2, "S$", "新加坡元", "Singapore dollar"},
	{"AUD", 2, "A$", "澳大利亚元", "Australian dollar"},
	{"NZD", 2, "NZ$", "新西兰元", "New Zealand dollar"},
	{"CAD", 2, "CA$", "加拿大元", "Canadian dollar"},
	{"CHF", 2, "CHF ", "瑞士法郎", "Swiss franc"},
	{"SEK", 2, "SEK ", "瑞典克朗", "Swedish krona"},
	{"NOK", 2, "NOK ", "挪威克朗", "Norwegian krone"},
	{"DKK", 2, "DKK ", "丹麦克朗", "Danish krone"},
	{"ISK", 0, "ISK ", "冰岛克朗", "Icelandic króna"},
	{"RUB", 2, "₽", "俄罗斯卢布", "Russian ruble"},
	{"UAH", 2, "₴", "乌克兰格里夫纳", "Ukrainian hryvnia"},
	{"KZT", 2, "₸", "哈萨克斯坦坚戈", "Kazakhstani tenge"},
	{"MNT", 2, "₮", "蒙古图格里克", "Mongolian tögrög"},
	{"INR", 2, "₹", "印度卢比", "Indian rupee"},
	{"PKR", 2, "PKR ", "巴基斯坦卢比", "Pakistani rupee"},
	{"BDT", 2, "৳", "孟加拉塔卡", "Bangladeshi taka"},
	{"THB", 2, "฿", "泰铢", "Thai baht"},
	{"MYR", 2, "RM", "马来西亚林吉特", "Malaysian ringgit"},
	{"IDR", 2, "Rp", "印度尼西亚卢比", "Indonesian rupiah"},
	{"PHP", 2, "₱", "菲律宾比索", "Philippine peso"},
	{"VND", 0, "₫", "越南盾", "Vietnamese đồng"},
	{"KHR", 2, "៛", "柬埔寨瑞尔", "Cambodian riel"},
	{"LAK", 2, "₭", "老挝基普", "Lao kip"},
	{"MMK", 2, "MMK ", "缅甸元", "Myanmar kyat"},
	{"AED", 2, "AED ", "阿联酋迪拉姆", "UAE dirham"},
	{"SAR", 2, "SAR ", "沙特里亚尔", "Saudi riyal"},
	{"QAR", 2, "QAR ", "卡塔尔里亚尔", "Qatari riyal"},
	{"KWD", 3, "KWD ", "科威特第纳尔", "Kuwaiti dinar"},
	{"BHD", 3, "BHD ", "巴林第纳尔", "Bahraini dinar"},
	{"OMR", 3, "OMR ", "阿曼里亚尔", "Omani rial"},
	{"JOD", 3, "JOD ", "约旦第纳尔", "Jordanian dinar"},
	{"ILS", 2, "₪", "以色列新谢克尔", "Israeli new shekel"},
	{"TRY", 2, "₺", "土耳其里拉", "Turkish lira"},
	{"EGP", 2, "EGP ", "埃及镑", "Egyptian pound"},
	{"ZAR", 2, "ZAR ", "南非兰特", "South African rand"},
	{"NGN", 2, "₦", "尼日利亚奈拉", "Nigerian naira"},
	{"KES", 2, "KES ", "肯尼亚先令", "Kenyan shilling"},
	{"PLN", 2, "PLN ", "波兰兹罗提", "Polish złoty"},
	{"CZK", 2, "CZK ", "捷克克朗", "Czech koruna"},
	{"HUF", 2, "HUF ", "匈牙利福林", "Hungarian forint"},
	{"RON", 2, "RON ", "罗马尼亚列伊", "Romanian leu"},
	{"BRL", 2, "R$", "巴西雷亚尔", "Brazilian real"},
	{"MXN", 2, "MX$", "墨西哥比索", "Mexican peso"},
	{"ARS", 2, "ARS ", "阿根廷比索", "Argentine peso"},
	{"CLP", 0, "CLP ", "智利比索", "Chilean peso"},
	{"COP", 2, "COP ", "哥伦比亚比索", "Colombian peso"},
	{"PEN", 2, "PEN ", "秘鲁索尔", "Peruvian sol"},
})

func byCode(list []Info) map[Currency]Info {
	m := make(map[Currency]Info, len(list))
	for _, info := range list {
		m[info.Code] = info
	}
	return m
}

// Currencies returns all currencies, the renminbi first, then by code.
func Currencies() []Info {
	return slices.SortedFunc(maps.Values(currencies), func(a, b Info) int {
		switch {
		case a.Code == b.Code:
			return 0
		case a.Code == CNY:
			return -1
		case b.Code == CNY:
			return 1
		}
		return cmp.Compare(a.Code, b.Code)
	})
}

// Info returns what is known of c, false when it is none of the currencies.
func (c Currency) Info() (Info, bool) {
	info, ok := currencies[c]
	return info, ok
}

// Valid reports whether c is one of the currencies.
func (c Currency) Valid() bool {
	_, ok := c.Info()
	return ok
}

// Digits returns the currency's number of decimals; 2 for an unknown one.
func (c Currency) Digits() int {
	if info, ok := c.Info(); ok {
		return info.Digits
	}
	return 2
}

// unit returns how many minor units make one.
func (c Currency) unit() uint64 { return pow10(c.Digits()) }

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
