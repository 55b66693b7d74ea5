#![allow(clippy::all, clippy::pedantic, missing_docs)]
use std::collections::*;
use talktrack::model::*;
use talktrack_simulation::*;
type M = i64;
const DAY: i64 = 86_400_000_000;
fn wilson(s: f64, n: f64) -> (f64, f64) {
    if n == 0.0 {
        return (0.0, 1.0);
    }
    let z = 1.959964f64;
    let p = s / n;
    let d = 1.0 + z * z / n;
    let c = (p + z * z / (2.0 * n)) / d;
    let h = z * ((p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt()) / d;
    (c - h, c + h)
}
fn normal_sf2(z: f64) -> f64 {
    // two-sided
    let x = z.abs() / 2f64.sqrt();
    let t = 1.0 / (1.0 + 0.3275911 * x);
    let e = t
        * (0.254829592
            + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
        * (-x * x).exp();
    e
}
fn t975(df: f64) -> f64 {
    let table = [
        (1.0, 12.706),
        (2.0, 4.303),
        (3.0, 3.182),
        (4.0, 2.776),
        (5.0, 2.571),
        (6.0, 2.447),
        (8.0, 2.306),
        (10.0, 2.228),
        (15.0, 2.131),
        (20.0, 2.086),
        (30.0, 2.042),
        (60.0, 2.0),
        (1e9, 1.96),
    ];
    if df <= 1.0 {
        return 12.706;
    }
    for w in table.windows(2) {
        if df <= w[1].0 {
            let f = (df - w[0].0) / (w[1].0 - w[0].0);
            return w[0].1 + f * (w[1].1 - w[0].1);
        }
    }
    1.96
}
#[derive(Clone, Default)]
struct Held {
    deal: usize,
    conv: u8,
    start: M,
    end: M,
    decided: Option<bool>,
    reps: BTreeSet<usize>,
    owner: usize,
    first_use: BTreeMap<usize, M>,
    deal_known: bool,
}
#[derive(Clone, Default, Debug)]
struct A {
    supports: u8,
    tags: BTreeMap<String, String>,
    published: Option<M>,
    ends: M,
    first: M,
    catalogued: bool,
    replaced_by: Option<String>,
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut set = Settings::default();
    let mut verbose = false;
    let mut seeds = 1u64;
    let mut landmark = false;
    let mut nodeals = false;
    for a in &args[1..] {
        let (k, v) = a.split_once('=').unwrap_or((a, ""));
        set = match k {
            "seeds" => {
                seeds = v.parse().unwrap();
                set
            }
            "reps" => set.reps(v.parse().unwrap()),
            "deals" => set.deals(v.parse().unwrap()),
            "assets" => set.assets(v.parse().unwrap()),
            "unused" => set.unused(v.parse().unwrap()),
            "effect" => set.effect(v.parse().unwrap()),
            "confounding" => set.confounding(v.parse().unwrap()),
            "seasons" => set.seasons(v.parse().unwrap()),
            "rare" => set.rarely_used(v.parse().unwrap()),
            "halfway" => set.replaced_halfway(v.parse().unwrap()),
            "broadcast" => set.broadcast(true),
            "diligent" => set.trainings_to_diligent(true),
            "nodeals" => {
                nodeals = true;
                set.without_deals(true)
            }
            "healthy" => set.healthy_uptake(v.parse().unwrap()),
            "best" => set.share(Nature::BestRepsOnly, v.parse().unwrap()),
            "late" => {
                landmark = true;
                set.share(Nature::LateRescue, v.parse().unwrap())
            }
            "uses" => set.uses(v.parse().unwrap()),
            "v" => {
                verbose = true;
                set
            }
            "nolm" => {
                landmark = false;
                set
            }
            _ => panic!("{k}"),
        };
    }
    let mut confusion: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut cover = (0, 0, 0);
    let mut falsep = (0, 0);
    let mut sign = Vec::new();
    for seed in 1..=seeds {
        let company = Company::new(&set.clone().seed(seed)).unwrap();
        one(
            &company,
            &mut confusion,
            verbose,
            landmark,
            nodeals,
            &mut cover,
            &mut falsep,
            &mut sign,
        );
    }
    let labels: BTreeSet<String> = confusion.keys().map(|k| k.0.clone()).collect();
    let mut f1s = 0.0;
    for l in &labels {
        let tp = *confusion.get(&(l.clone(), l.clone())).unwrap_or(&0) as f64;
        let act: usize = confusion.iter().filter(|(k, _)| k.0 == *l).map(|x| *x.1).sum();
        let pre: usize = confusion.iter().filter(|(k, _)| k.1 == *l).map(|x| *x.1).sum();
        let f1 = 2.0 * tp / (act + pre).max(1) as f64;
        f1s += f1;
        let wrong: Vec<_> = confusion
            .iter()
            .filter(|(k, _)| k.0 == *l && k.1 != *l)
            .map(|(k, n)| format!("{}:{n}", k.1))
            .collect();
        println!("{l:14} n={act:5} f1={f1:.3} {wrong:?}");
    }
    println!(
        "MACRO F1 {:.3}   adjusted covers {}/{} crude covers {}  false effect {}/{}",
        f1s / labels.len() as f64,
        cover.0,
        cover.1,
        cover.2,
        falsep.0,
        falsep.1
    );
    println!("reversals crude/adjusted {:?}", sign);
}
fn one(
    company: &Company,
    confusion: &mut BTreeMap<(String, String), usize>,
    verbose: bool,
    landmark: bool,
    nodeals: bool,
    cover: &mut (usize, usize, usize),
    falsep: &mut (usize, usize),
    sign: &mut Vec<(f64, f64)>,
) {
    let truth = company.truth();
    let realised = company.realised();
    let aidx: HashMap<&str, usize> =
        truth.assets.iter().enumerate().map(|(i, a)| (a.key.as_str(), i)).collect();
    let ridx: HashMap<&str, usize> =
        truth.reps.iter().enumerate().map(|(i, a)| (a.key.as_str(), i)).collect();
    let nr = truth.reps.len();
    let na = truth.assets.len();
    let mut assets = vec![A { ends: i64::MAX, first: i64::MAX, ..A::default() }; na];
    let mut deals: HashMap<String, usize> = HashMap::new();
    let mut dinfo: Vec<(BTreeMap<String, String>, usize, M)> = vec![];
    let mut stage_of: HashMap<String, StageMeaning> = HashMap::new();
    let mut events: Vec<Event> = vec![];
    let mut keys = BTreeSet::new();
    for r in company.records() {
        match r {
            Record::Event(e) => events.push(e),
            Record::Put(p) => match p.entry {
                Entry::Asset(a) => {
                    let x = &mut assets[aidx[a.key.as_str()]];
                    x.catalogued = true;
                    x.supports = a.supports.bits();
                    x.tags = a.tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
                    x.published = a.published_at.map(|t| t.micros());
                    x.ends = a
                        .retired_at
                        .map_or(i64::MAX, |t| t.micros())
                        .min(a.expires_at.map_or(i64::MAX, |t| t.micros()));
                    x.replaced_by = a.replaced_by.map(|k| k.as_str().to_string());
                }
                Entry::Deal(d) => {
                    let id = dinfo.len();
                    deals.insert(d.key.as_str().into(), id);
                    for (k, _) in d.tags.iter() {
                        keys.insert(k.to_string());
                    }
                    dinfo.push((
                        d.tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
                        ridx[d.owner.unwrap().as_str()],
                        d.opened_at.unwrap().micros(),
                    ));
                }
                Entry::Stage(s) => {
                    stage_of.insert(s.stage.as_str().into(), s.means);
                }
                _ => {}
            },
        }
    }
    let retracted: HashSet<String> = events
        .iter()
        .filter_map(|e| {
            if let Fact::Retraction(r) = e.fact() {
                Some(r.event.id.as_str().to_string())
            } else {
                None
            }
        })
        .collect();
    events.retain(|e| !retracted.contains(e.id().unwrap().as_str()));
    events.sort_by(|a, b| {
        a.at()
            .cmp(&b.at())
            .then_with(|| a.source().cmp(b.source()))
            .then_with(|| a.id().cmp(&b.id()))
    });
    let end = events.last().unwrap().at().micros() + 1;
    let begin = events[0].at().micros();
    // stages
    let mut path: Vec<Vec<(M, u8)>> = vec![vec![]; dinfo.len()];
    let mut outc: HashMap<(usize, u8), (M, bool, Option<usize>)> = HashMap::new();
    for e in &events {
        match e.fact() {
            Fact::Stage(s) => path[deals[s.deal.as_str()]]
                .push((e.at().micros(), stage_of[s.stage.as_str()].code())),
            Fact::Outcome(o) => {
                outc.insert(
                    (deals[o.deal.as_str()], o.conversation.code()),
                    (
                        e.at().micros(),
                        o.result == OutcomeResult::Succeeded,
                        o.rep.as_ref().map(|r| ridx[r.as_str()]),
                    ),
                );
            }
            _ => {}
        }
    }
    // aware
    let mut aware = vec![vec![i64::MAX; na]; nr];
    let mut trained = vec![vec![i64::MAX; na]; nr];
    let mut used_by = vec![BTreeSet::new(); na];
    let mut held: BTreeMap<(usize, u8), Held> = BTreeMap::new();
    for (d, p) in path.iter().enumerate() {
        for &(t, c) in p {
            if c <= 5 {
                let h = held.entry((d, c)).or_default();
                if h.start == 0 {
                    h.start = t;
                }
                h.end = h.end.max(t);
            }
        }
    }
    let mut weeks: BTreeMap<(usize, i64, u8), Held> = BTreeMap::new();
    let mut inside = vec![0f64; na];
    let mut outside = vec![0f64; na];
    let mut outr = vec![BTreeSet::new(); na];
    let mut work_n = vec![HashMap::<usize, usize>::new(); na];
    let mut touched = vec![false; na];
    for e in &events {
        let t = e.at().micros();
        match e.fact() {
            Fact::Use(u) => {
                let (r, a) = (ridx[u.rep.as_str()], aidx[u.asset.as_str()]);
                touched[a] = true;
                assets[a].first = assets[a].first.min(t);
                let x = &mut aware[r][a];
                *x = (*x).min(t);
                let d = u.deal.as_ref().map(|d| deals[d.as_str()]);
                let conv = u.conversation.map(|c| c.code()).or_else(|| {
                    d.and_then(|d| {
                        path[d]
                            .iter()
                            .take_while(|(x, _)| *x <= t)
                            .last()
                            .map(|x| x.1)
                            .filter(|c| *c <= 5)
                    })
                });
                if u.action.puts_to_work() {
                    used_by[a].insert(r);
                    *work_n[a].entry(r).or_default() += 1;
                    if let Some(c) = conv {
                        if assets[a].supports & (1 << (c - 1)) != 0 {
                            inside[a] += 1.0
                        } else {
                            outside[a] += 1.0;
                        }
                        outr[a].insert(r);
                        if let Some(d) = d {
                            let h = held.entry((d, c)).or_default();
                            if h.start == 0 {
                                h.start = t;
                            }
                            h.end = h.end.max(t);
                            h.reps.insert(r);
                            h.first_use.entry(a).or_insert(t);
                        } else {
                            let h = weeks.entry((r, (t / DAY + 3) / 7, c)).or_default();
                            h.reps.insert(r);
                            h.start = if h.start == 0 { t } else { h.start };
                            h.end = t;
                            h.owner = r;
                            h.conv = c;
                            h.first_use.entry(a).or_insert(t);
                        }
                    }
                }
            }
            Fact::Training(x) => {
                let (r, a) = (ridx[x.rep.as_str()], aidx[x.asset.as_str()]);
                let y = &mut aware[r][a];
                *y = (*y).min(t);
                if x.level != TrainingLevel::Introduced {
                    let y = &mut trained[r][a];
                    *y = (*y).min(t);
                }
                assets[a].first = assets[a].first.min(t);
            }
            Fact::Recommendation(x) => {
                let a = aidx[x.asset.as_str()];
                assets[a].first = assets[a].first.min(t);
                if let Audience::Rep(r) = &x.audience {
                    let y = &mut aware[ridx[r.as_str()]][a];
                    *y = (*y).min(t);
                }
            }
            Fact::Search(s) => {
                if let Some(o) = &s.opened {
                    let y = &mut aware[ridx[s.rep.as_str()]][aidx[o.as_str()]];
                    *y = (*y).min(t);
                }
            }
            _ => {}
        }
    }
    // decisions
    for ((d, c), h) in held.iter_mut() {
        h.deal = *d;
        h.conv = *c;
        h.owner = dinfo[*d].1;
        h.deal_known = true;
        if let Some((t, s, r)) = outc.get(&(*d, *c)) {
            h.decided = Some(*s);
            h.end = *t;
            if let Some(r) = r {
                h.reps.insert(*r);
            }
        } else {
            let p = &path[*d];
            let mut cur = 0;
            for &(t, k) in p {
                if cur == *c && k > *c && k <= 6 {
                    h.decided = Some(true);
                    h.end = t;
                    break;
                }
                if cur == *c && k == 7 {
                    h.decided = Some(false);
                    h.end = t;
                    break;
                }
                cur = k;
            }
        }
        if h.reps.is_empty() {
            h.reps.insert(h.owner);
        }
    }
    let mut units: Vec<Held> = held.into_values().collect();
    if nodeals {
        units = weeks.into_values().collect();
    } else {
        units.extend(weeks.into_values().filter(|_| true));
    }
    // live
    let pubs: Vec<M> = assets.iter().map(|a| a.published.unwrap_or(a.first)).collect();
    for a in 0..na {
        if let Some(k) = &assets[a].replaced_by {
            assets[a].ends = assets[a].ends.min(pubs[aidx[k.as_str()]]);
        }
    }
    let live = |a: usize| (pubs[a].max(begin), assets[a].ends.min(end));
    let occ = |a: usize, u: &Held| -> bool {
        let (f, l) = live(a);
        let x = &assets[a];
        (x.supports == 0 || x.supports & (1 << (u.conv - 1)) != 0)
            && u.end >= f
            && u.start < l
            && if u.deal_known {
                x.tags.iter().all(|(k, v)| dinfo[u.deal].0.get(k).map_or(true, |o| o == v))
            } else {
                !x.tags.keys().any(|k| keys.contains(k))
            }
    };
    let others: Vec<f64> = {
        let mut n = vec![0.0; nr];
        let mut s = vec![0.0; nr];
        for u in &units {
            for &r in &u.reps {
                n[r] += 1.0;
                s[r] += u.first_use.len() as f64;
            }
        }
        (0..nr).map(|r| s[r] / f64::max(n[r], 1.0)).collect()
    };
    struct S {
        occ: usize,
        reps: BTreeSet<usize>,
        eff: Option<(f64, f64, f64)>,
        crude: f64,
        up: (f64, f64),
        tg: bool,
        trained: usize,
    }
    let mut st: Vec<S> = vec![];
    for a in 0..na {
        let mut s = S {
            occ: 0,
            reps: BTreeSet::new(),
            eff: None,
            crude: 0.0,
            up: (0.0, 0.0),
            tg: false,
            trained: 0,
        };
        if !assets[a].catalogued {
            st.push(s);
            continue;
        }
        let lm = if landmark {
            let mut ages: Vec<M> = units
                .iter()
                .filter(|u| u.deal_known && occ(a, u))
                .filter_map(|u| u.first_use.get(&a).map(|t| t - u.start))
                .collect();
            ages.sort();
            ages.get(ages.len() / 2).copied()
        } else {
            None
        };
        let mut strata: BTreeMap<(u8, String, usize), [f64; 4]> = BTreeMap::new();
        let mut per: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for u in &units {
            if !occ(a, u) {
                continue;
            }
            s.occ += 1;
            let used = u.first_use.get(&a).copied();
            for &r in &u.reps {
                s.reps.insert(r);
                let tr = trained[r][a];
                if tr < i64::MAX && u.start < tr {
                } else {
                    let x = per.entry(r).or_default();
                    x.0 += 1.0;
                    x.1 += f64::from(used.is_some());
                }
                if aware[r][a] <= u.start {
                    s.up.1 += 1.0 / u.reps.len() as f64;
                    s.up.0 += f64::from(used.is_some()) / u.reps.len() as f64;
                }
            }
            if let (true, Some(d)) = (u.deal_known, u.decided) {
                let mut tr = used.is_some_and(|t| t <= u.end);
                if let Some(lm) = lm {
                    if u.end - u.start < lm {
                        continue;
                    }
                    tr = used.is_some_and(|t| t <= u.start + lm);
                }
                let k = strata
                    .entry((u.conv, dinfo[u.deal].0["segment"].clone(), u.owner))
                    .or_default();
                k[if tr {
                    if d { 0 } else { 1 }
                } else if d {
                    2
                } else {
                    3
                }] += 1.0;
            }
        }
        let mut t = [0.0; 4];
        let (mut nt, mut nu, mut num, mut den, mut q, mut var, mut pp, mut qq) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for k in strata.values() {
            for i in 0..4 {
                t[i] += k[i];
            }
            let (n1, n0) = (k[0] + k[1], k[2] + k[3]);
            if n1 == 0.0 || n0 == 0.0 {
                continue;
            }
            let n = n1 + n0;
            nt += n1;
            nu += n0;
            num += (k[0] * n0 - k[2] * n1) / n;
            den += n1 * n0 / n;
            pp += (n1 * n1 * k[2] - n0 * n0 * k[0] + n1 * n0 * (n0 - n1) / 2.0) / (n * n);
            qq += (k[0] * (n0 - k[2]) + k[2] * (n1 - k[0])) / (2.0 * n);
            let m = k[0] + k[2];
            q += k[0] - n1 * m / n;
            if n > 1.0 {
                var += n1 * n0 * m * (n - m) / (n * n * (n - 1.0));
            }
        }
        s.crude = t[0] / f64::max(t[0] + t[1], 1.0) - t[2] / f64::max(t[2] + t[3], 1.0);
        if nt >= 10.0 && nu >= 10.0 && var > 0.0 {
            let rd: f64 = num / den;
            let se = (rd * pp + qq).max(0.0).sqrt() / den;
            s.eff = Some((rd, normal_sf2(q / var.sqrt()), se));
        }
        // training gap
        let (mut x, mut y) = (vec![], vec![]);
        for (r, (n, k)) in &per {
            if *n < 1.0 || others[*r] <= 0.0 {
                continue;
            }
            let v = k / n / others[*r];
            if trained[*r][a] < i64::MAX { x.push(v) } else { y.push(v) }
        }
        s.trained = s.reps.iter().filter(|r| trained[**r][a] < i64::MAX).count();
        if x.len() >= 2 && y.len() >= 2 {
            let ms = |v: &Vec<f64>| {
                let m = v.iter().sum::<f64>() / v.len() as f64;
                (
                    m,
                    v.iter().map(|z| (z - m).powi(2)).sum::<f64>()
                        / (v.len() - 1) as f64
                        / v.len() as f64,
                )
            };
            let ((mx, vx), (my, vy)) = (ms(&x), ms(&y));
            let df = (vx + vy).powi(2)
                / (vx * vx / (x.len() - 1) as f64 + vy * vy / (y.len() - 1) as f64).max(1e-18);
            s.tg = mx - my - t975(df) * (vx + vy).sqrt() > 0.0
                && mx >= 2.0 * my
                && (s.trained * 2) < s.reps.len();
        }
        st.push(s);
    }
    // BH
    let mut ps: Vec<(f64, usize)> =
        st.iter().enumerate().filter_map(|(i, s)| s.eff.map(|e| (e.1, i))).collect();
    ps.sort_by(|a, b| b.0.total_cmp(&a.0));
    let m = ps.len() as f64;
    let mut q = vec![1.0; na];
    let mut low: f64 = 1.0;
    for (i, (p, a)) in ps.iter().enumerate() {
        low = low.min(p * m / (m - i as f64));
        q[*a] = low;
    }
    let typical = |a: usize| -> f64 {
        let pick = |same: bool| {
            let mut v: Vec<f64> = (0..na)
                .filter(|&b| {
                    assets[b].catalogued
                        && live(b).1 >= end
                        && !used_by[b].is_empty()
                        && live(b).1 - live(b).0 >= 30 * DAY
                        && st[b].up.1 >= 20.0
                        && (!same || assets[b].supports == assets[a].supports)
                })
                .map(|b| st[b].up.0 / st[b].up.1)
                .collect();
            v.sort_by(f64::total_cmp);
            v
        };
        let mut v = pick(true);
        if v.len() < 5 {
            v = pick(false);
        }
        if v.len() < 5 { 0.04 } else { v[v.len() / 2] }
    };
    let mut unused = 0;
    let mut idle = 0;
    let mut elig = 0;
    for a in 0..na {
        if !assets[a].catalogued {
            continue;
        }
        let (f, l) = live(a);
        let s = &st[a];
        if l > f && l - f >= 30 * DAY {
            elig += 1;
            unused += usize::from(!touched[a]);
            idle += usize::from(used_by[a].is_empty());
        }
        let naw = s.reps.iter().filter(|r| aware[**r][a] < i64::MAX).count();
        let nrp = s.reps.len();
        let nuse = s.reps.iter().filter(|r| used_by[a].contains(r)).count();
        let awused = nuse;
        let v = if assets[a].ends < end {
            "retired"
        } else if l - f < 30 * DAY {
            "too-new"
        } else if assets[a].supports != 0
            && inside[a] + outside[a] >= 10.0
            && outr[a].len() >= if nr < 5 { 2 } else { 3 }
            && wilson(outside[a], inside[a] + outside[a]).0 > 0.5
        {
            "misfiled"
        } else if s.occ < 20 {
            "no-occasion"
        } else if (naw as f64) < f64::min(5.0, nrp as f64 / 2.0) || (naw as f64) < nrp as f64 / 10.0
        {
            "unknown"
        } else if s.tg {
            "training-gap"
        } else if s.eff.is_some_and(|e| e.0 < 0.0) && q[a] <= 0.05 {
            "harmful"
        } else if s.eff.is_some_and(|e| e.0 > 0.0) && q[a] <= 0.05 {
            "proven"
        } else if wilson(awused as f64, naw as f64).1 < 0.1
            || (wilson(s.up.0, s.up.1).1 < typical(a) / 4.0 && awused * 3 < naw)
        {
            "not-chosen"
        } else if used_by[a].len() >= 3
            || (used_by[a].len() >= 2 && work_n[a].values().sum::<usize>() >= 10)
        {
            "working"
        } else {
            "unclear"
        };
        let t = &truth.assets[a];
        let want = t.verdict.unwrap().as_str();
        if t.effect == 0.0 && s.eff.is_some() {
            falsep.1 += 1;
            if q[a] <= 0.05 {
                falsep.0 += 1;
            }
        }
        if let (Some((rd, _, se)), Some(att)) = (s.eff, realised.assets[a].effect_on_treated) {
            cover.1 += 1;
            if (rd - att).abs() <= 1.96 * se {
                cover.0 += 1;
            }
            if (s.crude - att).abs() <= 1.96 * se {
                cover.2 += 1;
            }
            if t.nature == Nature::Reversal {
                sign.push(((s.crude * 1000.0).round() / 1000.0, (rd * 1000.0).round() / 1000.0));
            }
        }
        if s.occ >= 50 || want == "retired" || want == "too-new" {
            *confusion.entry((want.into(), v.into())).or_default() += 1;
        }
        if verbose {
            println!(
                "{:22} {:14} want {:13} got {:13} occ {} aware {}/{} users {} uses {} in {} out {} eff {:?} crude {:.3} true {:.3} att {:?} treated {} up {:.3}/{:.0}",
                t.key.as_str(),
                t.nature,
                want,
                v,
                s.occ,
                naw,
                nrp,
                awused,
                realised.assets[a].uses,
                inside[a],
                outside[a],
                s.eff.map(|e| (
                    (e.0 * 1000.0).round() / 1000.0,
                    (e.1 * 1e4).round() / 1e4,
                    (e.2 * 1000.0).round() / 1000.0
                )),
                s.crude,
                t.effect,
                realised.assets[a].effect_on_treated.map(|x| (x * 1000.0).round() / 1000.0),
                realised.assets[a].treated,
                s.up.0 / f64::max(s.up.1, 1.0),
                s.up.1
            );
        }
    }
    println!(
        "events {} uses {} held {} decided {} succ {} won {} lost {} unused {}/{} idle {} eligible",
        events.len(),
        realised.uses,
        realised.held,
        realised.decided,
        realised.succeeded,
        realised.won,
        realised.lost,
        unused,
        elig,
        idle
    );
}
