-- What live feeds need besides their records: sources, cameras, units, and what came when.

-- name: basis_hold
-- Keep boundaries, shift plans, hot lists and the geofile from changing until this transaction ends;
-- loads and feeds hold them side by side. A server that answers before a commit is on disk is told
-- to wait for it here: what is acknowledged must be stored. One row, to be ignored.
select case when current_setting('synchronous_commit') = 'off'
            then set_config('synchronous_commit', 'on', true) end,
       pg_advisory_xact_lock_shared(hashtext('area_set')),
       pg_advisory_xact_lock_shared(hashtext('shift_plan')),
       pg_advisory_xact_lock_shared(hashtext('hot_list')),
       pg_advisory_xact_lock_shared(hashtext('geofile'))

-- name: basis_versions
-- Texts that change whenever boundaries or shift plans, the geofile, hot lists, cameras or retention
-- do, or another database takes this one's place, as a restored backup does. One row.
select
    (select oid::text from pg_database where datname = current_database()) as database,
    (select concat(max(set_id), '/', count(*), '/', max(loaded_at)) from area_set)
    || ';' || (select concat(max(plan_id), '/', count(*), '/', max(loaded_at)) from shift_plan)
        as locations,
    (select version::text from geofile_version) as geofile,
    (select version::text from hot_list_version) as hot_lists,
    -- of which transactions the rows are: the clocks of those who change them may lag behind
    (select concat(count(*), '/', sum(xmin::text::bigint)) from camera) as cameras,
    (select string_agg(concat(kind, '=', keep, '/', width), ',' order by kind) from retention)
        as retention

-- name: sources_known
-- Every source. Rows: one each.
select source_id, code, zone from source

-- name: source_ensure
-- Find or create a source without touching the zone of one that is there. An id is taken only for
-- one that is new: they are smallint. One row.
with made as (
    insert into source (code, zone)
    select %(code)s::text, %(zone)s::text
    where not exists (select from source where code = %(code)s::text)
    on conflict (code) do nothing
    returning source_id, zone
)
select source_id, zone from made
union all
select source_id, zone from source where code = %(code)s::text
limit 1

-- name: cameras_known
-- Every camera; lon and lat are degrees, EPSG:4326. Rows: one each.
select camera_id, source_id, external_id, st_x(point) as lon, st_y(point) as lat from camera

-- name: cameras_ensure
-- Create the cameras that are new; the others stay as they are. Returns all of them, one row each;
-- those that another transaction is creating are found when it has ended.
with made as (
    insert into camera (source_id, external_id, name, changed_at)
    select c.source_id, c.external_id, c.name, %(now)s::timestamptz
    from unnest(%(source_ids)s::smallint[], %(external_ids)s::text[], %(names)s::text[])
        as c (source_id, external_id, name)
    order by c.source_id, c.external_id
    on conflict (source_id, external_id) do nothing
    returning camera_id, source_id, external_id
)
select camera_id, source_id, external_id from made
union
select k.camera_id, k.source_id, k.external_id
from camera k
join unnest(%(source_ids)s::smallint[], %(external_ids)s::text[]) as c (source_id, external_id)
    using (source_id, external_id)

-- name: cameras_save
-- Add cameras or bring them up to date; points are degrees, EPSG:4326. Ids are taken only for new
-- ones. No rows; the count matters.
insert into camera (camera_id, source_id, external_id, name, is_mobile, point, heading_deg, unit_id,
                    changed_at)
overriding system value
select coalesce(k.camera_id, nextval('camera_camera_id_seq')), %(source_id)s::smallint,
       c.external_id, c.name, c.is_mobile,
       st_setsrid(st_makepoint(c.lon, c.lat), 4326), c.heading_deg, c.unit_id,
       %(now)s::timestamptz
from unnest(%(external_ids)s::text[], %(names)s::text[], %(are_mobile)s::boolean[],
            %(lons)s::float8[], %(lats)s::float8[], %(headings)s::float8[], %(unit_ids)s::integer[])
    as c (external_id, name, is_mobile, lon, lat, heading_deg, unit_id)
left join camera k on k.source_id = %(source_id)s::smallint and k.external_id = c.external_id
order by c.external_id
on conflict (source_id, external_id) do update
set name = excluded.name, is_mobile = excluded.is_mobile, point = excluded.point,
    heading_deg = excluded.heading_deg, unit_id = excluded.unit_id,
    changed_at = excluded.changed_at
where (camera.name, camera.is_mobile, camera.point, camera.heading_deg, camera.unit_id)
      is distinct from
      (excluded.name, excluded.is_mobile, excluded.point, excluded.heading_deg, excluded.unit_id)

-- name: units_known
-- Every unit. Rows: one each.
select unit_id, source_id, external_id, call_sign, kind from unit

-- name: units_ensure
-- Create units that are new, and take over a call sign or kind that is given now. Ids are taken only
-- for new ones. Returns all of them, one row each.
insert into unit (unit_id, source_id, external_id, call_sign, kind)
overriding system value
select coalesce(k.unit_id, nextval('unit_unit_id_seq')), u.source_id, u.external_id, u.call_sign,
       u.kind
from unnest(%(source_ids)s::smallint[], %(external_ids)s::text[], %(call_signs)s::text[],
            %(kinds)s::text[]) as u (source_id, external_id, call_sign, kind)
left join unit k on k.source_id = u.source_id and k.external_id = u.external_id
order by u.source_id, u.external_id
on conflict (source_id, external_id) do update
set call_sign = coalesce(excluded.call_sign, unit.call_sign),
    kind = coalesce(excluded.kind, unit.kind)
returning unit_id, source_id, external_id, call_sign, kind

-- name: feed_state_keep
-- Note what came from each source, by kind of record. No rows.
insert into feed_state as f (source_id, kind, last_record_at, last_stored_at, added, updated,
                             repeated, stale, expired, rejected)
select s.source_id, s.kind, s.last_record_at, %(now)s::timestamptz, s.added, s.updated,
       s.repeated, s.stale, s.expired, s.rejected
from unnest(%(source_ids)s::smallint[], %(kinds)s::text[], %(last_record_ats)s::timestamptz[],
            %(added)s::bigint[], %(updated)s::bigint[], %(repeated)s::bigint[],
            %(stale)s::bigint[], %(expired)s::bigint[], %(rejected)s::bigint[])
    as s (source_id, kind, last_record_at, added, updated, repeated, stale, expired, rejected)
order by s.source_id, s.kind
on conflict (source_id, kind) do update
set last_record_at = greatest(f.last_record_at, excluded.last_record_at),
    last_stored_at = excluded.last_stored_at,
    added = f.added + excluded.added, updated = f.updated + excluded.updated,
    repeated = f.repeated + excluded.repeated, stale = f.stale + excluded.stale,
    expired = f.expired + excluded.expired, rejected = f.rejected + excluded.rejected
