//! Made-up names: of people, teams, accounts, products and what assets are about.

/// A team: its name, its region, and how many hours after the first office its day begins.
pub(crate) const TEAMS: [(&str, &str, i64); 5] = [
    ("EMEA North", "EMEA", 7),
    ("Americas East", "Americas", 13),
    ("APAC", "APAC", 0),
    ("EMEA South", "EMEA", 7),
    ("Americas West", "Americas", 14),
];

pub(crate) const ROLES: [&str; 4] =
    ["account executive", "account manager", "sales development", "solution consultant"];

pub(crate) const FIRST_NAMES: [&str; 32] = [
    "Amara", "Bastian", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas",
    "Kaya", "Lorenzo", "Mei", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tilda",
    "Umar", "Vera", "Wanda", "Xenia", "Yusuf", "Zoe", "Anouk", "Boris", "Chiara", "Diego", "Emeka",
    "Freya",
];

pub(crate) const LAST_NAMES: [&str; 32] = [
    "Abernathy",
    "Brandt",
    "Castellan",
    "Dvorsky",
    "Eklund",
    "Fontaine",
    "Grieve",
    "Hashimoto",
    "Ivers",
    "Jansson",
    "Kowal",
    "Lindqvist",
    "Moreau",
    "Nakano",
    "Okoro",
    "Pereira",
    "Quill",
    "Rasmussen",
    "Sandoval",
    "Tanaka",
    "Ueda",
    "Varga",
    "Whitlock",
    "Xu",
    "Yilmaz",
    "Zeller",
    "Achebe",
    "Bellini",
    "Corrigan",
    "Danso",
    "Espinoza",
    "Farkas",
];

pub(crate) const ACCOUNT_FIRST: [&str; 40] = [
    "Alder",
    "Birch",
    "Cobalt",
    "Dunmore",
    "Elmfield",
    "Fenwick",
    "Granite",
    "Harrow",
    "Ironbridge",
    "Juniper",
    "Kestrel",
    "Larkspur",
    "Meridian",
    "Northgate",
    "Oakhurst",
    "Pinecrest",
    "Quarry",
    "Redwater",
    "Silverlake",
    "Thornbury",
    "Umberfield",
    "Valemont",
    "Westbrook",
    "Yarrow",
    "Zephyr",
    "Ashdown",
    "Blackwell",
    "Cedarhill",
    "Driftwood",
    "Eastmoor",
    "Foxglove",
    "Greystone",
    "Hollybank",
    "Inglenook",
    "Kingsley",
    "Lowland",
    "Mossgrove",
    "Nettleton",
    "Orchard",
    "Pemberley",
];

pub(crate) const ACCOUNT_LAST: [&str; 12] = [
    "Foods",
    "Freight",
    "Instruments",
    "Textiles",
    "Energy",
    "Mutual",
    "Clinics",
    "Systems",
    "Holdings",
    "Packaging",
    "Retail",
    "Works",
];

pub(crate) const SEGMENTS: [&str; 3] = ["enterprise", "mid-market", "small-business"];

pub(crate) const INDUSTRIES: [&str; 5] =
    ["manufacturing", "logistics", "healthcare", "financial-services", "retail"];

/// Industries that material was made for before anybody asked whether the company sells to them.
pub(crate) const INDUSTRIES_WITHOUT_DEALS: [&str; 3] = ["aerospace", "agriculture", "mining"];

pub(crate) const PRODUCTS: [&str; 4] = ["Beacon", "Harbour", "Relay", "Summit"];

pub(crate) const PERSONAS: [&str; 5] =
    ["chief-financial-officer", "head-of-operations", "it-lead", "procurement", "plant-manager"];

pub(crate) const CAMPAIGNS: [&str; 8] = [
    "spring-launch",
    "resilience",
    "cost-of-waiting",
    "trade-fair",
    "customer-voices",
    "autumn-launch",
    "year-end",
    "welcome-series",
];

pub(crate) const OWNERS: [&str; 6] = [
    "product-marketing",
    "field-marketing",
    "brand",
    "customer-marketing",
    "enablement",
    "demand-generation",
];

pub(crate) const TOPICS: [&str; 16] = [
    "faster onboarding",
    "supply visibility",
    "fewer manual handovers",
    "audit readiness",
    "predictable costs",
    "shorter downtime",
    "data you can trust",
    "safer migrations",
    "planning under pressure",
    "one view of the customer",
    "compliance without delay",
    "capacity planning",
    "service quality",
    "energy savings",
    "supplier risk",
    "cash flow",
];

pub(crate) const RIVALS: [&str; 5] =
    ["legacy suites", "spreadsheets", "in-house tools", "the cheapest bidder", "doing nothing"];

/// What reps look for and do not find.
pub(crate) const MISSING: [&str; 8] = [
    "data residency statement",
    "pricing for public sector",
    "implementation plan template",
    "carbon footprint of hosting",
    "reference in aerospace",
    "security questionnaire answers",
    "comparison with open source",
    "works council briefing",
];

pub(crate) const CHANNELS: [&str; 5] = ["email", "meeting", "call", "portal", "event"];

pub(crate) const CONTACTS: [&str; 6] = [
    "head of operations",
    "chief financial officer",
    "it lead",
    "procurement",
    "project sponsor",
    "plant manager",
];

/// What an asset of a kind is called.
pub(crate) fn title(
    kind: &str,
    topic: &str,
    industry: &str,
    product: &str,
    other: usize,
) -> String {
    match kind {
        "case-study" => format!("How a {industry} company got to {topic} with {product}"),
        "battle-card" => {
            format!("{product} against {}: {topic}", RIVALS[other % RIVALS.len()])
        }
        "email" => format!("Follow-up after the {topic} workshop, {industry}"),
        "roi-calculator" => format!("What {topic} is worth: {product} in {industry}"),
        "one-pager" => format!("{product} at a glance: {topic}"),
        "video" => format!("Three minutes on {topic} with {product}"),
        "white-paper" => format!("The state of {topic} in {industry}"),
        _ => format!("{product} for {industry}: {topic}"),
    }
}
