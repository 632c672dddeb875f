-- Calls that wait for a point: what their addresses say, and locating them by another geofile.

-- name: locations_waiting
-- Location strings of calls without a point, most frequent first; those that a person has said to be
-- no location only on request. Instants UTC. Rows: up to n.
with texts as materialized (  -- what many calls say alike is made a key once
    select address, count(*) as n
    from call_for_service
    where point is null and address is not null
    group by address
), top as materialized (
    select w.key, w.count
    from (
        select case when address ~ '  |[^ -~]' then location_key(address)
                    else left(upper(btrim(address)), 300) end as key,  -- the same, in less time
               sum(n)::bigint as count
        from texts
        group by 1
    ) as w
    left join location_taught t on t.location_key = w.key and t.point is null
    where %(with_dismissed)s::boolean or t.location_key is null
    order by w.count desc, w.key
    limit %(n)s::integer offset %(offset)s::integer
)
select p.key, min(c.address) as example, p.count, min(c.received_at) as first_at,
       max(c.received_at) as last_at, array_agg(distinct s.code) as sources,
       coalesce(array_agg(distinct c.agency_beat) filter (where c.agency_beat is not null), '{}')
           as agency_beats
from top p
join call_for_service c
  on c.point is null and c.address is not null and location_key(c.address) = p.key
join source s using (source_id)
group by p.key, p.count
order by p.count desc, p.key

-- name: locations_waiting_count
-- How many location strings wait for a place, and how many calls; without those that are said to be
-- no location. One row.
with texts as materialized (
    select address, count(*) as n
    from call_for_service
    where point is null and address is not null
    group by address
)
select count(*) as strings, coalesce(sum(w.n), 0)::bigint as calls
from (
    select case when address ~ '  |[^ -~]' then location_key(address)
                else left(upper(btrim(address)), 300) end as key,
           sum(n) as n
    from texts
    group by 1
) as w
where not exists (
    select from location_taught t where t.location_key = w.key and t.point is null
)

-- name: match_rates
-- How calls received since an instant were located, by source and match type; given points compared
-- with their address, and those of them that lie farther than beyond_m metres apart. One row each.
select s.code as source, c.match_type::text, count(*) as count,
       count(c.address_distance_m) as checked,
       count(*) filter (where c.address_distance_m > %(beyond_m)s::float8) as flagged
from call_for_service c
join source s using (source_id)
where c.received_at >= %(since)s::timestamptz
group by s.code, c.match_type
order by s.code, c.match_type

-- name: calls_waiting_all
-- Every call that has an address and no point. One row each.
select call_id, received_at
from call_for_service
where point is null and address is not null

-- name: calls_waiting_for
-- Calls whose address is one of these location strings: those without a point, and those that were
-- put where a person had placed it. One row each.
select call_id, received_at
from call_for_service
where point is null and address is not null and location_key(address) = any (%(keys)s::text[])
union all
select call_id, received_at
from call_for_service
where match_type = 'taught' and location_key(address) = any (%(keys)s::text[])

-- name: calls_to_geocode
-- What these calls say of where they are, if that is still to be found out. One row a call.
select c.call_id, c.received_at, c.address, c.agency_beat
from unnest(%(received)s::timestamptz[], %(call_ids)s::bigint[]) as w (received_at, call_id)
join call_for_service c on c.received_at = w.received_at and c.call_id = w.call_id
where c.address is not null and (c.point is null or c.match_type = 'taught')

-- name: geocoding_keep_changed
-- Drop staged calls that stay as they are. No rows.
delete from call_relocated r
using call_for_service c
where c.received_at = r.received_at and c.call_id = r.call_id
  and (r.cell, r.area_id, r.is_area_ambiguous, r.other_area_ids, r.shift_id, r.operational_on,
       r.match_type, r.lon, r.lat, r.uncertainty_m, r.match_score, r.match_reference)
      is not distinct from
      (c.cell, c.area_id, c.is_area_ambiguous, c.other_area_ids, c.shift_id, c.operational_on,
       c.match_type, st_x(c.point), st_y(c.point), c.uncertainty_m, c.match_score,
       c.match_reference)

-- name: geocoding_staged
-- How many staged calls change, and how many of them have a point now. One row.
select count(*) as moved, count(lon) as located from call_relocated

-- name: geocoding_apply
-- Write where the staged calls are and how that was found; points EPSG:4326. No rows.
update call_for_service c set
    cell = r.cell, point = st_setsrid(st_makepoint(r.lon, r.lat), 4326), area_id = r.area_id,
    is_area_ambiguous = r.is_area_ambiguous, other_area_ids = r.other_area_ids,
    shift_id = r.shift_id, operational_on = r.operational_on, match_type = r.match_type,
    uncertainty_m = r.uncertainty_m, match_score = r.match_score,
    match_reference = r.match_reference
from call_relocated r
where c.received_at = r.received_at and c.call_id = r.call_id
