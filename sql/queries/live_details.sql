-- What the details panel of the live map shows of one thing. Instants UTC; lon, lat in EPSG:4326. A
-- record is found by its id and by its own instant to the second, which says in which partition it
-- lies.

-- name: details_call
-- One call: its times, type, place, units in order of dispatch. At most one row.
select
    call.call_id, call.received_at, call.dispatched_at, call.on_scene_at, call.closed_at,
    call.category::text as category, call_type.name as call_type, call_type.code as call_type_code,
    call.priority, call.priority_text, call.is_on_view, call.disposition, call.address,
    st_x(call.point) as lon, st_y(call.point) as lat, call.match_type::text as match_type,
    call.uncertainty_m, call.match_score, call.match_reference, call.address_distance_m,
    call.cell, area.code as area, area.name as area_name, call.is_area_ambiguous,
    (
        select string_agg(other.code, ', ' order by other.code)
        from area as other
        where other.area_id = any(call.other_area_ids)
    ) as other_areas,
    shift.name as shift, call.operational_on, source.code as source, call.external_id,
    coalesce((
        select array_agg(coalesce(unit.call_sign, unit.external_id) order by sent.place)
        from unnest(call.unit_ids) with ordinality as sent (unit_id, place)
        join unit on unit.unit_id = sent.unit_id
    ), '{}') as units
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
join source on source.source_id = call.source_id
left join area on area.area_id = call.area_id
left join shift on shift.shift_id = call.shift_id
where call.received_at > %(at)s::timestamptz - interval '1 second'
    and call.received_at < %(at)s::timestamptz + interval '1 second'
    and call.call_id = %(call_id)s::bigint
limit 1

-- name: details_calls_near
-- Other calls within a distance in metres of a point, in these cells, received in (from_at, to_at],
-- newest first. Rows: up to n.
select call.received_at, call.category::text as category, call_type.name as call_type, call.address
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
where call.cell = any(%(cells)s::bigint[])
    and call.received_at > %(from_at)s::timestamptz
    and call.received_at <= %(to_at)s::timestamptz
    and call.call_id <> %(call_id)s::bigint
    and st_dwithin(
        call.point::geography,
        st_setsrid(st_makepoint(%(lon)s::float8, %(lat)s::float8), 4326)::geography,
        %(within_m)s::float8
    )
order by call.received_at desc
limit %(n)s::integer

-- name: details_hit
-- One hit, with what is still known of its read, its entry, its list and its camera; confidence and
-- probability 0 to 1. At most one row.
select
    hit.hit_id, hit.captured_at, hit.sighting_id, hit.plate, hit.state, hit.entry_plate,
    hit.entry_state, hit.match_kind::text as match_kind, hit.state_match::text as state_match,
    hit.probability, hit.status::text as status, hit.status_at, hit.status_by, hit.is_suppressed,
    hit.priority, hit.ncic_file::text as ncic_file, hit.category, hit.reason, hit.case_number,
    hit.confidence, hit.image_url, area.code as area,
    hot_list.code as hot_list,
    coalesce(hot_list.as_of, hot_list.replaced_at, hot_list.changed_at) as list_made_at,
    extract(epoch from hot_list.stale_after)::float8 as list_stale_after_s,
    entry.vehicle as entry_vehicle, entry.removed_at as entry_removed_at, entry.expires_at,
    coalesce(camera.name, camera.external_id) as camera,
    seen.plate_text, seen.state_confidence, seen.vehicle_make, seen.vehicle_model,
    seen.vehicle_color, seen.vehicle_type
from hit
left join hot_list on hot_list.list_id = hit.list_id
left join hot_list_entry as entry on entry.entry_id = hit.entry_id
left join camera on camera.camera_id = hit.camera_id
left join area on area.area_id = hit.area_id
left join lateral (
    select * from plate_read
    where plate_read.read_id = hit.read_id and plate_read.captured_at = hit.captured_at
    limit 1
) as seen on true
where hit.captured_at > %(at)s::timestamptz - interval '1 second'
    and hit.captured_at < %(at)s::timestamptz + interval '1 second'
    and hit.hit_id = %(hit_id)s::bigint
limit 1

-- name: details_sightings
-- Sightings of a plate that began in [from_at, to_at), but for one, newest first. Rows: up to n.
select seen.captured_at, coalesce(camera.name, camera.external_id) as camera
from plate_read as seen
left join camera on camera.camera_id = seen.camera_id
where seen.plate = %(plate)s::text
    and seen.captured_at >= %(from_at)s::timestamptz
    and seen.captured_at < %(to_at)s::timestamptz
    and seen.sighting_id = seen.read_id
    and seen.sighting_id <> %(sighting_id)s::bigint
order by seen.captured_at desc
limit %(n)s::integer

-- name: details_unit
-- One unit with its last position: speed in m/s, heading in degrees from north, accuracy in metres;
-- nulls where it never had one. At most one row.
select
    coalesce(unit.call_sign, unit.external_id) as sign, unit.kind, source.code as source,
    p.fix_at, st_x(p.point) as lon, st_y(p.point) as lat, p.speed_mps, p.heading_deg, p.accuracy_m,
    p.status, area.code as area
from unit
join source on source.source_id = unit.source_id
left join unit_position as p on p.unit_id = unit.unit_id
left join area on area.area_id = p.area_id
where unit.unit_id = %(unit_id)s::integer

-- name: details_unit_calls
-- Calls received after an instant that are not closed and that a unit is assigned to, newest first.
-- Rows: few.
select call.received_at, call.category::text as category, call_type.name as call_type, call.address
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
where call.received_at > %(from_at)s::timestamptz
    and call.closed_at is null
    and call.unit_ids @> array[%(unit_id)s::integer]
order by call.received_at desc

-- name: details_camera
-- One camera, and its hits captured after an instant that no suppression hides. At most one row.
select
    coalesce(camera.name, camera.external_id) as name, camera.is_mobile, source.code as source,
    st_x(camera.point) as lon, st_y(camera.point) as lat, camera.heading_deg,
    coalesce(unit.call_sign, unit.external_id) as unit,
    (
        select count(*) from hit
        where hit.captured_at > %(from_at)s::timestamptz
            and hit.camera_id = camera.camera_id and not hit.is_suppressed
    ) as hit_count
from camera
join source on source.source_id = camera.source_id
left join unit on unit.unit_id = camera.unit_id
where camera.camera_id = %(camera_id)s::integer

-- name: details_camera_reads
-- A camera's reads in these cells, captured after an instant: how many are newer than another, and
-- when the last one was. One row.
select
    count(*) filter (where captured_at > %(hour_from_at)s::timestamptz) as read_count,
    max(captured_at) as last_read_at
from plate_read
where cell = any(%(cells)s::bigint[])
    and captured_at > %(from_at)s::timestamptz
    and captured_at <= %(to_at)s::timestamptz
    and camera_id = %(camera_id)s::integer

-- name: details_cell
-- Calls in these cells received in (from_at, to_at], by category and by the hour they were received
-- in. One row a category and hour.
select
    category::text as category,
    extract(hour from received_at at time zone %(zone)s::text)::integer as hour,
    count(*) filter (where not is_on_view) as n,
    count(*) filter (where is_on_view) as on_view
from call_for_service
where cell = any(%(cells)s::bigint[])
    and received_at > %(from_at)s::timestamptz
    and received_at <= %(to_at)s::timestamptz
group by 1, 2
