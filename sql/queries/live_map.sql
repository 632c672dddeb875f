-- What the live map reads: records of a window, records that the outbox names, units at an instant.
-- Points are degrees, EPSG:4326 (lon, lat); a record's instants are microseconds since 1970 UTC, from
-- which frames are made six times faster than from timestamps.

-- name: live_cursor
-- The newest outbox id that this transaction sees; null where the outbox is empty. One row.
select max(outbox_id) as newest from outbox

-- name: live_outbox_wait
-- Wait until whoever appends to the outbox has ended, and let nobody begin until this transaction
-- ends. One row.
select pg_advisory_xact_lock(hashtext('outbox'))

-- name: live_outbox_last
-- The last outbox id ever given, 0 before the first; nobody may be appending. 0 on a standby: what
-- it knows of a sequence runs ahead of the ids given. One row.
select
    case
        when pg_is_in_recovery() then 0
        when is_called then last_value
        else last_value - 1
    end as last
from outbox_outbox_id_seq

-- name: live_facts
-- What this installation is called and where it is, and when its newest call was received. One row.
select
    (select value #>> '{}' from installation where key = 'name') as name,
    exists (select from installation where key = 'demo') as is_demo,
    (select max(received_at) from call_for_service) as newest_call_at

-- name: live_areas
-- The areas of the finest kind of boundary set valid on a day: a point inside for the label, and the
-- box around each. One row an area, by code.
with valid as (
    select set_id, kind, effective_on
    from area_set
    where effective_on <= %(on)s::date
    order by kind, effective_on desc
    limit 1
)
select area.area_id, area.code, area.name, area.parent_code, valid.kind::text as kind,
       valid.effective_on, st_x(label.point) as label_lon, st_y(label.point) as label_lat,
       st_xmin(area.outline) as west, st_ymin(area.outline) as south,
       st_xmax(area.outline) as east, st_ymax(area.outline) as north
from valid
join area using (set_id)
cross join lateral (select st_pointonsurface(area.outline) as point offset 0) as label
order by area.code

-- name: live_feeds
-- What came last of each kind from each source, by the record's own instant and by when it was
-- stored. One row a source and kind.
select f.kind, s.code as source, f.last_record_at, f.last_stored_at
from feed_state f
join source s using (source_id)
order by f.kind, s.code

-- name: live_closing_sources
-- The sources that have reported any call's closing among the calls received in (from_at, to_at].
-- One row a source.
select source_id
from call_for_service
where received_at > %(from_at)s::timestamptz and received_at <= %(to_at)s::timestamptz
group by source_id
having count(closed_at) > 0

-- name: live_closings
-- Of some sources and their calls received in (from_at, to_at]: how many are closed, counted up to
-- most. Walks the calls in their order, so that it ends with the first ones. One row a source.
select wanted.source_id, found.n
from unnest(%(source_ids)s::smallint[]) as wanted (source_id)
cross join lateral (
    select count(*) as n
    from (
        select from call_for_service as call
        where call.received_at > %(from_at)s::timestamptz
            and call.received_at <= %(to_at)s::timestamptz
            and call.source_id = wanted.source_id
            and call.closed_at is not null
        order by call.received_at
        limit %(most)s::integer
    ) as first_ones
) as found

-- name: live_open_calls
-- Whether any call of some sources, received in (from_at, to_at], is not closed. One row.
select exists (
    select from call_for_service
    where received_at > %(from_at)s::timestamptz and received_at <= %(to_at)s::timestamptz
        and source_id = any(%(source_ids)s::smallint[]) and closed_at is null
) as are_there

-- name: live_calls
-- Calls received in (from_at, to_at], and those received in (open_from_at, from_at] that were open at
-- some time of it: not closed before, and of a source that would have reported that (one of
-- closing); newest first, at most limit_to. One row a call.
select
    call.call_id,
    (date_part('epoch', call.received_at) * 1e6)::bigint as received_at,
    (date_part('epoch', call.dispatched_at) * 1e6)::bigint as dispatched_at,
    (date_part('epoch', call.on_scene_at) * 1e6)::bigint as on_scene_at,
    (date_part('epoch', call.closed_at) * 1e6)::bigint as closed_at,
    call.source_id = any(%(closing)s::smallint[]) as is_closing_known,
    st_x(call.point) as lon, st_y(call.point) as lat, call.cell,
    call.category::text as category, call.priority, call.is_on_view,
    call_type.name as call_type, call.address, area.code as area, call.is_area_ambiguous,
    case when call.other_area_ids is not null then (
        select string_agg(other.code, ', ' order by other.code)
        from area as other
        where other.area_id = any(call.other_area_ids)
    ) end as other_areas,
    shift.code as shift, call.match_type::text as match_type, call.uncertainty_m,
    source.code as source, case when call.closed_at is null then call.unit_ids end as units
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
join source on source.source_id = call.source_id
left join area on area.area_id = call.area_id
left join shift on shift.shift_id = call.shift_id
where call.received_at > %(open_from_at)s::timestamptz
    and call.received_at <= %(to_at)s::timestamptz
    and (
        call.received_at > %(from_at)s::timestamptz
        or (call.closed_at is null or call.closed_at > %(from_at)s::timestamptz)
        and call.source_id = any(%(closing)s::smallint[])
    )
order by call.received_at desc, call.call_id desc
limit %(limit_to)s::integer

-- name: live_call_count
-- How many calls were received in (from_at, to_at]. One row.
select count(*) as n
from call_for_service
where received_at > %(from_at)s::timestamptz and received_at <= %(to_at)s::timestamptz

-- name: live_calls_named
-- The calls with these ids, received at these instants, those that are there; with the id of their
-- source in the place of is_closing_known. One row a call.
select
    call.call_id,
    (date_part('epoch', call.received_at) * 1e6)::bigint as received_at,
    (date_part('epoch', call.dispatched_at) * 1e6)::bigint as dispatched_at,
    (date_part('epoch', call.on_scene_at) * 1e6)::bigint as on_scene_at,
    (date_part('epoch', call.closed_at) * 1e6)::bigint as closed_at,
    call.source_id,
    st_x(call.point) as lon, st_y(call.point) as lat, call.cell,
    call.category::text as category, call.priority, call.is_on_view,
    call_type.name as call_type, call.address, area.code as area, call.is_area_ambiguous,
    case when call.other_area_ids is not null then (
        select string_agg(other.code, ', ' order by other.code)
        from area as other
        where other.area_id = any(call.other_area_ids)
    ) end as other_areas,
    shift.code as shift, call.match_type::text as match_type, call.uncertainty_m,
    source.code as source, case when call.closed_at is null then call.unit_ids end as units
from unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) as wanted (id, at)
cross join lateral (
    select * from call_for_service
    where received_at = wanted.at and call_id = wanted.id
    limit 1
) as call
join call_type on call_type.call_type_id = call.call_type_id
join source on source.source_id = call.source_id
left join area on area.area_id = call.area_id
left join shift on shift.shift_id = call.shift_id
order by call.received_at, call.call_id

-- name: live_unit_signs
-- What units are called, by their ids. One row a unit.
select unit_id, coalesce(call_sign, external_id) as sign
from unit
where unit_id = any(%(unit_ids)s::integer[])

-- name: live_hits
-- Hits of reads captured in (from_at, to_at] that no suppression hides, newest first, at most
-- limit_to. One row a hit.
select
    hit.hit_id, (date_part('epoch', hit.captured_at) * 1e6)::bigint as captured_at,
    st_x(hit.point) as lon, st_y(hit.point) as lat,
    hit.plate, hit.state, hit.entry_plate, hit.entry_state, hit.match_kind::text as match_kind,
    hit.state_match::text as state_match, hit.probability, hot_list.code as hot_list,
    hit.ncic_file::text as ncic_file, hit.category, hit.priority, hit.reason,
    coalesce(camera.name, camera.external_id) as camera, area.code as area,
    hit.match_type::text as match_type, null::real as uncertainty_m, hit.status::text as status,
    hit.image_url
from hit
left join hot_list on hot_list.list_id = hit.list_id
left join camera on camera.camera_id = hit.camera_id
left join area on area.area_id = hit.area_id
where hit.captured_at > %(from_at)s::timestamptz
    and hit.captured_at <= %(to_at)s::timestamptz
    and not hit.is_suppressed
order by hit.captured_at desc, hit.hit_id desc
limit %(limit_to)s::integer

-- name: live_hits_named
-- The hits with these ids, of reads captured at these instants, those that are there and that no
-- suppression hides. One row a hit.
select
    hit.hit_id, (date_part('epoch', hit.captured_at) * 1e6)::bigint as captured_at,
    st_x(hit.point) as lon, st_y(hit.point) as lat,
    hit.plate, hit.state, hit.entry_plate, hit.entry_state, hit.match_kind::text as match_kind,
    hit.state_match::text as state_match, hit.probability, hot_list.code as hot_list,
    hit.ncic_file::text as ncic_file, hit.category, hit.priority, hit.reason,
    coalesce(camera.name, camera.external_id) as camera, area.code as area,
    hit.match_type::text as match_type, null::real as uncertainty_m, hit.status::text as status,
    hit.image_url
from unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) as wanted (id, at)
cross join lateral (
    select * from hit
    where captured_at = wanted.at and hit_id = wanted.id
    limit 1
) as hit
left join hot_list on hot_list.list_id = hit.list_id
left join camera on camera.camera_id = hit.camera_id
left join area on area.area_id = hit.area_id
where not hit.is_suppressed
order by hit.captured_at, hit.hit_id

-- name: live_units
-- Where each unit was last, if after an instant. Speed in m/s, heading in degrees from north,
-- accuracy in metres. One row a unit.
select
    p.unit_id, coalesce(unit.call_sign, unit.external_id) as sign, unit.kind,
    st_x(p.point) as lon, st_y(p.point) as lat,
    (date_part('epoch', p.fix_at) * 1e6)::bigint as fix_at, p.speed_mps, p.heading_deg,
    p.accuracy_m, p.status, area.code as area
from unit_position as p
join unit on unit.unit_id = p.unit_id
left join area on area.area_id = p.area_id
where p.fix_at > %(from_at)s::timestamptz and p.fix_at <= %(to_at)s::timestamptz
order by p.unit_id

-- name: live_units_at
-- Each unit's last fix in (from_at, at], units as live_units gives them. One row a unit.
select
    unit.unit_id, coalesce(unit.call_sign, unit.external_id) as sign, unit.kind,
    st_x(fix.point) as lon, st_y(fix.point) as lat,
    (date_part('epoch', fix.fix_at) * 1e6)::bigint as fix_at, fix.speed_mps, fix.heading_deg,
    fix.accuracy_m, fix.status, area.code as area
from unit
cross join lateral (
    select * from avl_fix
    where avl_fix.unit_id = unit.unit_id
        and avl_fix.fix_at > %(from_at)s::timestamptz
        and avl_fix.fix_at <= %(at)s::timestamptz
    order by avl_fix.fix_at desc
    limit 1
) as fix
left join area on area.area_id = fix.area_id
order by unit.unit_id

-- name: live_cameras
-- The cameras whose place is known. One row a camera.
select camera.camera_id, coalesce(camera.name, camera.external_id) as name,
       st_x(camera.point) as lon, st_y(camera.point) as lat, camera.heading_deg, camera.is_mobile,
       source.code as source
from camera
join source on source.source_id = camera.source_id
where camera.point is not null
order by camera.camera_id

-- name: live_marks
-- What people did with hits and calls whose own instants lie in (from_at, to_at], in order. One row a
-- deed.
select kind, record_id, action, (date_part('epoch', at) * 1e6)::bigint as at, by
from queue_mark
where record_at > %(from_at)s::timestamptz and record_at <= %(to_at)s::timestamptz
order by mark_id

-- name: live_marks_named
-- The deeds with these ids, in order. One row a deed.
select kind, record_id, action, (date_part('epoch', at) * 1e6)::bigint as at, by
from queue_mark
where mark_id = any(%(ids)s::bigint[])
order by mark_id
