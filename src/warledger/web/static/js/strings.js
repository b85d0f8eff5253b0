// Every word that the page says by itself, in one place for translation.

export const KINDS = {
  capture: "Capture", advance: "Advance", withdraw: "Withdrawal", hold: "Hold", besiege: "Siege", handover: "Handover",
  clash: "Clash", attack: "Attack", airstrike: "Air strike", shelling: "Shelling", bombing: "Bombing", killing: "Killing",
  abduction: "Abduction", arrest: "Arrest", destruction: "Destruction", chemical: "Chemical attack",
  sexual_violence: "Sexual violence", shootdown: "Shoot-down", deploy: "Deployment", arm: "Arming", surrender: "Surrender",
  release: "Release", toll: "Toll", displacement: "Displacement", aid: "Aid", hardship: "Hardship", talks: "Talks",
  agreement: "Agreement", support: "Support", condemn: "Condemnation", demand: "Demand", reject: "Rejection",
  threaten: "Threat", sanction: "Sanction", protest: "Protest", politics: "Politics",
};
export const kindWord = (kind) => KINDS[kind] ?? kind.replaceAll("_", " ");

export const SIGNS = {
  flag: "Capture, handover", advance: "Advance", withdraw: "Withdrawal", clash: "Clash, attack", air: "Air strike",
  burst: "Shelling, bombing", harm: "Killing, arrest, toll", forces: "Deployment", people: "Civilians", talk: "Politics",
};

export const STATUS = {
  happened: "happened", ongoing: "under way", planned: "planned", hypothetical: "possible", background: "background",
};

const SAYS = {
  happened: "says that it happened", ongoing: "says that it is under way", planned: "says that it is planned",
  hypothetical: "speaks of it as possible", background: "tells it as background",
};
const DENIES = {
  happened: "denies that it happened", ongoing: "denies that it is under way", planned: "denies that it is planned",
  hypothetical: "denies that it is possible", background: "denies it as background",
};
export const stanceWords = (claim) => (claim.stance === "denies" ? DENIES : SAYS)[claim.status] ?? claim.status;
export const sourceOf = (claim) => (claim.source === "publisher" ? claim.publisher || S.ownVoice : claim.source);

export const HOLDING = {
  confirmed: "Confirmed", claimed: "Claimed", disputed: "Disputed", contested: "Contested", unknown: "Unknown",
};
export const HOLDING_MEANS = {
  confirmed: "Borne out by more than the holder’s own side",
  claimed: "Said by one side, not borne out yet",
  disputed: "Sources say opposite things",
  contested: "Fighting for the place is reported",
  unknown: "Nobody can be named",
};
export const HARM = { killed: "killed", injured: "injured", displaced: "displaced", detained: "detained" };
export const ABOUT = {
  happened: "Did it happen?", holder: "Who holds it?", count: "How many?", actor: "Who did it?",
};
export const OUTCOME = { admitted: "Admitted since", overtaken: "Overtaken", open: "Open" };
export const PRECISION = { day: "", week: "that week", month: "that month", year: "that year", vague: "about then" };
export const TABS = {
  claims: "Claims", disputes: "Disputes", places: "Places", sources: "Sources", actors: "Actors", reports: "Reports",
};
export const SORTS = {
  claims: { "": "Newest first", oldest: "Oldest first" },
  disputes: { "": "Newest first", open: "Open first" },
  places: { "": "By status", name: "By name", since: "Latest change" },
  sources: { "": "Most claims", name: "By name", borne: "Most borne out" },
  actors: { "": "Most named", name: "By name" },
  reports: { "": "Newest first", oldest: "Oldest first" },
};

const many = (n, one, more) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : more}`;

export const S = {
  name: "warledger",
  note: "Note",
  failed: (why) => `This could not be loaded: ${why}`,
  again: "Try again",
  skip: "Skip to the list",
  search: "Search the quotes",
  searchHint: "Search quotes",
  export: "Export",
  csv: "Claims as CSV",
  geojson: "Claims as GeoJSON",
  holdingsJson: "Holdings as GeoJSON",
  picture: "Picture of the map",
  about: "About",
  api: "API",
  theme: "Switch between light and dark",
  close: "Close",
  back: "Back to the list",
  more: "Show more",
  sample: "The dispatches shown here were written for the demo. Their publishers do not exist.",
  claims: (n) => many(n, "claim", "claims"),
  reports: (n) => many(n, "report", "reports"),
  places: (n) => many(n, "place", "places"),
  origins: (n) => many(n, "independent origin", "independent origins"),
  ledgerHas: (x) => `${many(x.reports, "report", "reports")} · ${many(x.claims, "claim", "claims")}`,
  episode: "Period",
  allDays: "All days",
  asOf: "As of",
  from: "From",
  known: "As known on",
  knownNow: "now",
  knownThen: "that day",
  knownOther: "another day …",
  play: "Play the days",
  pause: "Pause",
  timeline: "Claims per day; drag to choose days",
  kind: "Kind",
  anyKind: "All kinds",
  stance: "Stance",
  anyStance: "Said and denied",
  status: "Status",
  anyStatus: "Any status",
  sort: "Order",
  whereWhen: "Place and day told",
  anywhere: "All claims",
  unlocated: (n) => `Without a place (${n})`,
  undated: (n) => `Without a day (${n})`,
  filterBy: { source: "Source", actor: "Party", place: "Place", q: "Words" },
  clear: "Clear filters",
  remove: (what) => `Remove the filter ${what}`,
  shown: (n, all) => (n === all ? many(n, "claim", "claims") : `${n.toLocaleString("en-GB")} of ${many(all, "claim", "claims")}`),
  none: "Nothing is found with these filters.",
  noDisputes: "No dispute is known in these days.",
  noHoldings: "Nobody is said to hold a place on this day.",
  ownVoice: "the report itself",
  via: "via",
  denied: "Denied",
  asserted: "Asserted",
  cards: { claim: "Claim", place: "Place", report: "Report", dispute: "Dispute" },
  signs: "Signs of claims",
  atLeast: (n) => `at least ${n}`, upTo: (n) => `up to ${n}`, orMore: (n) => `${n} or more`,
  no_place: "no place told",
  no_day: "no day told",
  said_on: (day) => `said on ${day}`,
  words: "The words",
  who: "Who says it",
  what: "What is said",
  agree: "Also told by",
  disagree: "Contradicted by",
  alone: "No other source tells of this.",
  partOf: (n, o) => `One of ${many(n, "claim", "claims")} about this happening, from ${many(o, "independent origin", "independent origins")}.`,
  coder: "How it was read",
  confidence: "Confidence of the reading",
  actors: "By", targets: "Against", when: "When", where: "Where", cost: "People",
  known_since: "Known since",
  openReport: "Read the whole report",
  original: "Original",
  argument: "Why",
  speaksFor: "For", speaksAgainst: "Against",
  holds: (who) => `Held by ${who}`,
  nobody: "Nobody can be named",
  since: (day) => `since ${day}`,
  lastConfirmed: (day) => `last borne out ${day}`,
  probability: (p) => `${Math.round(p * 100)} % likely`,
  rivals: "Rivals",
  noHolding: "No claim tells who holds this place on this day.",
  claimsHere: "Claims about this place",
  openPlace: "Who holds this place",
  onlyHere: "Show only this place in the lists",
  versus: "against",
  settled: (day) => `Settled ${day}`,
  borneOut: "borne out", aloneWord: "alone", contradicted: "contradicted", denials: (n) => many(n, "denial", "denials"),
  acts: (n) => `acts in ${n}`, suffers: (n) => `is acted on in ${n}`,
  compare: "Compare with",
  clearCompare: "Stop comparing",
  changed: (n, a, b) => `${many(n, "place", "places")} changed between ${a} and ${b}`,
  legend: "Legend",
  layers: { holdings: "Who holds what", claims: "Claims", arrows: "Movements", halo: "Neighbourhoods" },
  haloMeans: "The soft colour marks the neighbourhood of a reported place. It is no front line.",
  struck: "Struck through: denied", dashed: "Dashed: planned or possible",
  andAllies: (name) => `${name} and allies`,
  zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Show the whole period’s places",
  map: "Map", list: "Lists", mapHelp: "Map of holdings and claims. The lists beside it hold the same facts.",
  noWebgl: "The map needs WebGL, which this browser does not offer. The lists hold the same facts.",
  asAWhole: (name) => `${name} (as a whole)`,
  levels: { point: "site", town: "", admin2: "district", admin1: "province", country: "country", region: "region" },
  counted: {
    disputes: (n) => many(n, "dispute", "disputes"), sources: (n) => many(n, "source", "sources"),
    actors: (n) => many(n, "party", "parties"), reports: (n) => many(n, "report", "reports"),
  },
  aboutTitle: "What this page shows",
  aboutText: [
    "Nothing here is a fact by itself. Every dot is a claim: somebody says that somebody did something somewhere. The words that it rests on are one click away.",
    "Who holds a place is worked out from the claims. A side that admits its own loss weighs much, a side that praises its own gain weighs little, and ten outlets that quote one voice count once. The argument stands on every place’s card.",
    "As of asks what was the case on a day. As known on asks what could be known by then: the page forgets what was published later.",
  ],
  bordersTitle: "Borders",
  bordersText: "Borders come from Natural Earth and take no side. Areas whose status is disputed between states (among them Crimea, Kosovo, Western Sahara, the West Bank and Gaza, Northern Cyprus, Somaliland and the UN zone on the Golan) are outlined with a broken line, each in the same manner. Natural Earth draws the Golan Heights on the Israeli side; this is its choice and no judgement of ours.",
  keysTitle: "Keys",
  keys: [["/", "search"], ["← →", "a day back or on, in the bar of time"], ["Shift ← →", "a week"], ["Space", "play, in the bar of time"], ["↑ ↓", "through a list"], ["Esc", "close a card"]],
  dataTitle: "Data",
  dataText: "Borders: Natural Earth (public domain). Towns: GeoNames (CC BY 4.0). Map: MapLibre GL JS (BSD).",
};
