-- How calls got their places, and what people have taught; instants UTC, points EPSG:4326.

-- name: data_health_sources
-- The sources that have ever sent calls, by code. One row each.
select s.code
from feed_state f
join source s using (source_id)
where f.kind = 'call_for_service'
order by s.code

-- name: data_health_apart
-- Calls received since an instant whose given point lies farther than within_m metres from where
-- their address was found, farthest first. Rows: up to n.
select c.received_at, s.code as source, c.external_id, c.address, c.address_distance_m as distance_m
from call_for_service c
join source s using (source_id)
where c.received_at >= %(since)s::timestamptz
  and c.address_distance_m > %(within_m)s::float8
  and (%(source)s::text is null or s.code = %(source)s::text)
order by c.address_distance_m desc
limit %(n)s::integer

-- name: data_health_rejected
-- Open records in quarantine by source and kind, most first. One row a source and kind.
select s.code as source, q.kind, count(*) as n, max(q.rejected_at) as newest_at
from quarantine q
join source s using (source_id)
where q.resolved_at is null
group by s.code, q.kind
order by n desc, s.code, q.kind

-- name: geofile_reference_version
-- A text that changes whenever anything of the geofile does but what was taught of whole strings,
-- or another database takes this one's place. One row.
select concat_ws(' ', (select oid from pg_database where datname = current_database()),
                 (select concat_ws(' ', count(*), max(set_id)) from geofile_set),
                 -- of which transactions the rows are: the clocks of those who teach may lag behind
                 (select concat_ws(' ', count(*), sum(xmin::text::bigint)) from geofile_alias
                  where set_id is null)) as version

-- name: geofile_street_names
-- Whole names of all streets, each once, sorted. Rows: one a name.
select street as name from geofile_road
union
select street from geofile_address
order by name

-- name: taught_list
-- What people have taught, newest first: where a string lies, that it is no location (lon is null),
-- or another name of a street. Rows: up to n.
select 'place' as kind, location_key as text, reference as means, st_x(point) as lon,
       st_y(point) as lat, taught_by as by, taught_at as at
from location_taught
union all
select kind, alias, name, null, null, taught_by, taught_at
from geofile_alias
where set_id is null
order by at desc
limit %(n)s::integer

-- name: street_forget
-- Forget another name of a street that a person taught. No rows; the count matters.
delete from geofile_alias
where set_id is null and kind = 'street' and alias = %(alias)s::text
