-- Locating stored calls again, after boundaries, shift plans or the geofile have changed.

-- name: location_basis_hold
-- Let no boundary set, shift plan or geofile change, and no call be located again, until this
-- transaction ends; for loads, which can hold it side by side. One row, empty.
select pg_advisory_xact_lock_shared(hashtext('area_set')),
       pg_advisory_xact_lock_shared(hashtext('shift_plan')),
       pg_advisory_xact_lock_shared(hashtext('geofile'))

-- name: location_basis_lock
-- Wait for all loads, and let no other begin until this transaction ends. One row, empty.
select pg_advisory_xact_lock(hashtext('area_set')), pg_advisory_xact_lock(hashtext('shift_plan')),
       pg_advisory_xact_lock(hashtext('geofile'))

-- name: relocation_stage_prepare
-- Create this transaction's stage. One row.
select prepare_relocation_stage()

-- name: calls_to_relocate
-- Ids, instants and points (degrees, EPSG:4326), or else the beats they name, of the calls received
-- from an instant on, a block at a time in order of (received_at, call_id).
select call_id, received_at, st_x(point) as lon, st_y(point) as lat, match_type::text,
       case when point is null then agency_beat end as agency_beat
from call_for_service
where (received_at, call_id) > (%(after_at)s::timestamptz, %(after_id)s::bigint)
order by received_at, call_id
limit %(n)s::integer

-- name: calls_to_relocate_count
-- How many calls were received after an instant. One row.
select count(*) as n from call_for_service where received_at > %(after_at)s::timestamptz

-- name: relocation_keep_changed
-- Drop staged calls that stay where they are. No rows.
delete from call_relocated r
using call_for_service c
where c.received_at = r.received_at and c.call_id = r.call_id
  and (r.cell, r.area_id, r.is_area_ambiguous, r.other_area_ids, r.shift_id, r.operational_on,
       r.match_type)
      is not distinct from
      (c.cell, c.area_id, c.is_area_ambiguous, c.other_area_ids, c.shift_id, c.operational_on,
       c.match_type)

-- name: relocation_counts_move
-- Minus one where a call was counted, plus one where it will be. No rows.
insert into cell_count (operational_on, shift_id, area_id, cell, kind, category, n)
select operational_on, coalesce(shift_id, 0), coalesce(area_id, 0), coalesce(cell, 0),
       case when is_on_view then 'on_view' else 'call' end::count_kind, category, sum(step)
from (
    select r.operational_on, r.shift_id, r.area_id, r.cell, c.is_on_view, c.category, 1 as step
    from call_relocated r
    join call_for_service c on c.received_at = r.received_at and c.call_id = r.call_id
    union all
    select c.operational_on, c.shift_id, c.area_id, c.cell, c.is_on_view, c.category, -1
    from call_relocated r
    join call_for_service c on c.received_at = r.received_at and c.call_id = r.call_id
) as moved
group by 1, 2, 3, 4, 5, 6
having sum(step) <> 0
order by operational_on

-- name: relocation_days
-- The operational dates from which calls are taken away. One row a date.
select distinct c.operational_on
from call_relocated r
join call_for_service c on c.received_at = r.received_at and c.call_id = r.call_id

-- name: relocation_apply
-- Write the new cell, area, shift and operational date; match_type only says whether a call without
-- a point lies in a beat. No rows; the count matters.
update call_for_service c set
    cell = r.cell, area_id = r.area_id, is_area_ambiguous = r.is_area_ambiguous,
    other_area_ids = r.other_area_ids, shift_id = r.shift_id, operational_on = r.operational_on,
    match_type = r.match_type
from call_relocated r
where c.received_at = r.received_at and c.call_id = r.call_id
