-- Views for people with SQL: docs/schema.md describes each, with queries to start from.

-- Events that no retraction has taken back.
CREATE VIEW event_in_force AS
SELECT *
FROM event
WHERE kind <> 11
  AND NOT EXISTS (
      SELECT 1 FROM event AS r
      WHERE r.kind = 11 AND r.ref_source = event.source AND r.ref_id = event.id);

-- The catalogue as it holds now: the latest version of each entry.
CREATE VIEW assets AS
SELECT asset.name AS asset, h.title, h.kind,
       (SELECT string_agg(v.word, '|' ORDER BY v.code) FROM vocabulary AS v
        WHERE v.field = 'conversation' AND (h.supports >> (v.code - 1)) & 1 = 1) AS supports,
       h.tags, h.campaign, h.owner, h.version, h.published_at, h.expires_at, h.retired_at,
       successor.name AS replaced_by, h.tailorable, h.cost, h.link,
       h.seq IS NULL AS uncatalogued
FROM asset
LEFT JOIN LATERAL (
    SELECT * FROM asset_history WHERE asset_history.asset = asset.id
    ORDER BY at DESC, coalesce(precedence, content) DESC LIMIT 1) AS h ON true
LEFT JOIN asset AS successor ON successor.id = h.replaced_by;

CREATE VIEW reps AS
SELECT rep.name AS rep, h.name, h.team, h.region, h.role, h.started_at, h.left_at,
       h.seq IS NULL AS uncatalogued
FROM rep
LEFT JOIN LATERAL (
    SELECT * FROM rep_history WHERE rep_history.rep = rep.id
    ORDER BY at DESC, coalesce(precedence, content) DESC LIMIT 1) AS h ON true;

CREATE VIEW deals AS
SELECT deal.name AS deal, h.account, h.tags, h.amount, h.opened_at, owner.name AS owner,
       h.seq IS NULL AS uncatalogued
FROM deal
LEFT JOIN LATERAL (
    SELECT * FROM deal_history WHERE deal_history.deal = deal.id
    ORDER BY at DESC, coalesce(precedence, content) DESC LIMIT 1) AS h ON true
LEFT JOIN rep AS owner ON owner.id = h.owner;

CREATE VIEW other_in_force AS
SELECT DISTINCT ON (kind, key) kind, key, at, entry
FROM other_history
ORDER BY kind, key, at DESC, content DESC;

CREATE VIEW stage_map AS
SELECT entry::json ->> 'stage' AS stage, entry::json ->> 'means' AS means
FROM other_in_force WHERE kind = 4;

CREATE VIEW agreements AS
SELECT entry::json ->> 'kind' AS kind, entry::json ->> 'answered_by' AS answered_by,
       entry::json ->> 'days' AS days
FROM other_in_force WHERE kind = 5;

CREATE VIEW targets AS
SELECT entry::json ->> 'measure' AS measure, entry::json ->> 'period' AS period,
       entry::json ->> 'team' AS team, entry::json ->> 'tags' AS tags, entry::json ->> 'value' AS value
FROM other_in_force WHERE kind = 6;

-- Uses with names in place of numbers.
CREATE VIEW uses AS
SELECT event.seq, source.name AS source, event.id, event.at,
       to_timestamp(event.at / 1000000.0) AS at_utc,
       rep.name AS rep, asset.name AS asset, action.word AS action, conversation.word AS conversation,
       deal.name AS deal, version.name AS version,
       extra::json ->> 'account' AS account, extra::json ->> 'contact' AS contact,
       extra::json ->> 'channel' AS channel
FROM event_in_force AS event
JOIN source ON source.id = event.source
JOIN rep ON rep.id = event.rep
JOIN asset ON asset.id = event.asset
JOIN vocabulary AS action ON action.field = 'action' AND action.code = event.code
LEFT JOIN vocabulary AS conversation
       ON conversation.field = 'conversation' AND conversation.code = event.conversation
LEFT JOIN deal ON deal.id = event.deal
LEFT JOIN word AS version ON version.id = event.word
WHERE event.kind = 1;

-- The other kinds of events with names. What a column holds depends on the kind: docs/schema.md.
CREATE VIEW events AS
SELECT event.seq, kind.word AS type, source.name AS source, event.id, event.at,
       to_timestamp(event.at / 1000000.0) AS at_utc,
       rep.name AS rep, asset.name AS asset, deal.name AS deal, conversation.word AS conversation,
       event.code, word.name AS word, event.number, ref_source.name AS ref_source, event.ref_id,
       event.extra
FROM event_in_force AS event
JOIN vocabulary AS kind ON kind.field = 'type' AND kind.code = event.kind
JOIN source ON source.id = event.source
LEFT JOIN rep ON rep.id = event.rep
LEFT JOIN asset ON asset.id = event.asset
LEFT JOIN deal ON deal.id = event.deal
LEFT JOIN vocabulary AS conversation
       ON conversation.field = 'conversation' AND conversation.code = event.conversation
LEFT JOIN word ON word.id = event.word
LEFT JOIN source AS ref_source ON ref_source.id = event.ref_source;

-- Each asset with how it was used, over all time.
CREATE VIEW asset_usage AS
SELECT a.asset, a.title, a.kind, a.uncatalogued,
       coalesce(u.uses, 0) AS uses, coalesce(u.put_to_work, 0) AS put_to_work,
       coalesce(u.reps, 0) AS reps, u.first_use, u.last_use,
       to_timestamp(u.last_use / 1000000.0) AS last_use_utc
FROM assets AS a
JOIN asset ON asset.name = a.asset
LEFT JOIN (
    SELECT asset, count(*) AS uses, count(*) FILTER (WHERE code <> 1) AS put_to_work,
           count(DISTINCT rep) AS reps, min(at) AS first_use, max(at) AS last_use
    FROM event_in_force WHERE kind = 1 GROUP BY asset) AS u ON u.asset = asset.id;

-- Assets of the catalogue that nobody ever used.
CREATE VIEW unused_assets AS
SELECT assets.* FROM assets
JOIN asset ON asset.name = assets.asset
WHERE NOT assets.uncatalogued
  AND NOT EXISTS (SELECT 1 FROM event_in_force AS event WHERE event.kind = 1 AND event.asset = asset.id);
