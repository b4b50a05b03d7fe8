"""Units of claims and of scenarios, and the few conversions that are exact by definition."""

PERIODS = ("day", "week", "month", "year")
COUNTED = (
    "piece",
    "factor",
    "percent",
    "company",
    "country",
    "person",
    "agreement",
    "factory",
)
CLAIM_UNITS = (*COUNTED, *PERIODS)

# Active currency codes of ISO 4217, funds and metals left out.
CURRENCIES = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
    PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    ZWG""".split()
)

# Mean Gregorian lengths: a year is 365.2425 days and 12 months.
DAYS_PER_YEAR = 365.2425
_PER_MONTH = {
    "day": DAYS_PER_YEAR / 12,
    "week": DAYS_PER_YEAR / 12 / 7,
    "month": 1.0,
    "year": 1 / 12,
}
_IN_MONTHS = {
    "day": 12 / DAYS_PER_YEAR,
    "week": 7 * 12 / DAYS_PER_YEAR,
    "month": 1.0,
    "year": 12.0,
}


def is_claim_unit(unit: str) -> bool:
    """Whether a claim may carry this unit.

    >>> is_claim_unit("piece"), is_claim_unit("CHF"), is_claim_unit("tonne")
    (True, True, False)
    """
    return unit in CLAIM_UNITS or unit in CURRENCIES


def rate_per_month(value: float, per: str) -> float:
    """A rate per day, week, month or year as a rate per month. [x/month]

    >>> rate_per_month(24000, "year")
    2000.0
    """
    return value * _PER_MONTH[per]


def duration_in_months(value: float, unit: str) -> float:
    """A duration in days, weeks, months or years as months. [month]

    >>> duration_in_months(2.5, "year")
    30.0
    """
    return value * _IN_MONTHS[unit]


def month_share(step: str) -> float:
    """How much of a month a step is. [month]

    >>> month_share("month"), round(month_share("week"), 6)
    (1.0, 0.229984)
    """
    return _IN_MONTHS[step]
