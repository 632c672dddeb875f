-- name: situation_extent
-- Which calls the database holds: first and last received_at (UTC instants), first and last
-- operational date. One row; nulls where there are no calls.
select
    (select min(received_at) from call_for_service) as first_at,
    (select max(received_at) from call_for_service) as last_at,
    (
        select min(operational_on) from cell_count
        where n > 0 and kind in ('call', 'on_view')
    ) as first_on,
    (
        select max(operational_on) from cell_count
        where n > 0 and kind in ('call', 'on_view')
    ) as last_on;

-- name: situation_installation
-- Facts about this installation. One row a key.
select key, value from installation;

-- name: situation_areas
-- The areas of the finest kind of boundary set valid on a day, with their outlines as GeoJSON and
-- a point inside for the label (EPSG:4326, lon/lat, 5 decimals). One row an area, by code.
with valid as (
    select set_id, kind, effective_on
    from area_set
    where effective_on <= %(on)s::date
    order by kind, effective_on desc
    limit 1
)
select
    area.area_id,
    area.code,
    area.name,
    area.parent_code,
    valid.kind::text as kind,
    valid.effective_on,
    st_asgeojson(area.outline, 5) as outline,
    st_x(st_pointonsurface(area.outline)) as label_lon,
    st_y(st_pointonsurface(area.outline)) as label_lat
from valid
join area using (set_id)
order by area.code;

-- name: situation_call_types
-- The agencies' own names of call types, for the filter. One row a name, by name.
select distinct name from call_type order by name;

-- name: situation_review_counts
-- Counts of calls kept in cell_count for one operational date, some shifts, some categories; reads
-- and hits are no calls. cell and area are 0/null where a call has none. One row an area × cell ×
-- category × kind.
select
    area.code as area,
    cell_count.cell,
    cell_count.category::text as category,
    cell_count.kind::text as kind,
    sum(cell_count.n)::bigint as n
from cell_count
left join area on area.area_id = cell_count.area_id
left join shift on shift.shift_id = cell_count.shift_id
where cell_count.operational_on = %(operational_on)s::date
    and cell_count.kind in ('call', 'on_view')
    and (%(shifts)s::text[] is null or shift.code = any(%(shifts)s::text[]))
    and (
        %(categories)s::text[] is null or cell_count.category::text = any(%(categories)s::text[])
    )
group by area.code, cell_count.cell, cell_count.category, cell_count.kind
having sum(cell_count.n) <> 0;

-- name: situation_previous_counts
-- The same counts summed by area code for each of the given operational dates. area is null where
-- a call lies in none. One row a date × area.
select
    cell_count.operational_on,
    area.code as area,
    sum(cell_count.n)::bigint as n
from cell_count
left join area on area.area_id = cell_count.area_id
left join shift on shift.shift_id = cell_count.shift_id
where cell_count.operational_on = any(%(dates)s::date[])
    and (cell_count.kind = 'call' or %(with_on_view)s::boolean and cell_count.kind = 'on_view')
    and (%(shifts)s::text[] is null or shift.code = any(%(shifts)s::text[]))
    and (
        %(categories)s::text[] is null or cell_count.category::text = any(%(categories)s::text[])
    )
group by cell_count.operational_on, area.code;

-- name: situation_review_counts_by_type
-- The same as situation_review_counts for some call types, which cell_count doesn't keep: counted
-- from the calls. received_at bounds only prune partitions. One row an area × cell × category × kind.
select
    area.code as area,
    coalesce(call.cell, 0) as cell,
    call.category::text as category,
    case when call.is_on_view then 'on_view' else 'call' end as kind,
    count(*) as n
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
left join area on area.area_id = call.area_id
left join shift on shift.shift_id = call.shift_id
where call.received_at >= %(operational_on)s::date - interval '2 days'
    and call.received_at < %(operational_on)s::date + interval '3 days'
    and call.operational_on = %(operational_on)s::date
    and call_type.name = any(%(call_types)s::text[])
    and (%(shifts)s::text[] is null or shift.code = any(%(shifts)s::text[]))
    and (%(categories)s::text[] is null or call.category::text = any(%(categories)s::text[]))
group by area.code, call.cell, call.category, call.is_on_view;

-- name: situation_previous_counts_by_type
-- The same as situation_previous_counts for some call types, counted from the calls. One row a
-- date × area.
select
    call.operational_on,
    area.code as area,
    count(*) as n
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
left join area on area.area_id = call.area_id
left join shift on shift.shift_id = call.shift_id
where call.received_at >= %(first_on)s::date - interval '2 days'
    and call.received_at < %(last_on)s::date + interval '3 days'
    and call.operational_on = any(%(dates)s::date[])
    and call_type.name = any(%(call_types)s::text[])
    and (%(with_on_view)s::boolean or not call.is_on_view)
    and (%(shifts)s::text[] is null or shift.code = any(%(shifts)s::text[]))
    and (%(categories)s::text[] is null or call.category::text = any(%(categories)s::text[]))
group by call.operational_on, area.code;

-- name: situation_review_times
-- Of the calls of one operational date and some shifts: how many have an ambiguous area, are open,
-- and have any closing time on record; the median seconds from received to on scene of those not
-- on-view, with how many it rests on. received_at bounds only prune partitions. One row an area
-- (null: in none) and one with is_total for all together.
select
    area.code as area,
    grouping(area.code) = 1 as is_total,
    count(*) filter (
        where call.is_area_ambiguous and (%(with_on_view)s::boolean or not call.is_on_view)
    ) as ambiguous,
    count(*) filter (
        where call.closed_at is null and (%(with_on_view)s::boolean or not call.is_on_view)
    ) as open,
    count(call.closed_at) as with_closed_at,
    percentile_cont(0.5) within group (
        order by extract(epoch from call.on_scene_at - call.received_at)
    ) filter (
        where not call.is_on_view and call.on_scene_at >= call.received_at
    ) as median_response_s,
    count(*) filter (
        where not call.is_on_view and call.on_scene_at >= call.received_at
    ) as response_n
from call_for_service as call
join call_type on call_type.call_type_id = call.call_type_id
left join area on area.area_id = call.area_id
left join shift on shift.shift_id = call.shift_id
where call.received_at >= %(operational_on)s::date - interval '2 days'
    and call.received_at < %(operational_on)s::date + interval '3 days'
    and call.operational_on = %(operational_on)s::date
    and (%(shifts)s::text[] is null or shift.code = any(%(shifts)s::text[]))
    and (%(categories)s::text[] is null or call.category::text = any(%(categories)s::text[]))
    and (%(call_types)s::text[] is null or call_type.name = any(%(call_types)s::text[]))
group by grouping sets ((area.code), ());
