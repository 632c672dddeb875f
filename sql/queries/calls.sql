-- Loading calls for service: stage, merge, count. All of it runs in the load's one transaction.

-- name: source_upsert
-- Find or create a source; returns its id. An id is taken only for one that is new: they are
-- smallint. One row.
insert into source (source_id, code, zone)
overriding system value
select coalesce((select source_id from source where code = %(code)s::text),
                nextval('source_source_id_seq')),
       %(code)s::text, %(zone)s::text
on conflict (code) do update set zone = excluded.zone
returning source_id

-- name: load_run_begin
-- Note that a file load has begun; returns its id. One row.
insert into load_run (what, source_id, file_name, file_sha256, started_at)
values (%(what)s::text, %(source_id)s::smallint, %(file_name)s::text, %(file_sha256)s::bytea,
        %(now)s::timestamptz)
returning load_id

-- name: load_run_end
-- Note that a file load has ended, with its summary. No rows.
update load_run set finished_at = %(now)s::timestamptz, summary = %(summary)s::jsonb
where load_id = %(load_id)s::bigint

-- name: call_types_upsert
-- Find or create the source's call types; a name or category given now replaces the old one.
-- Returns code and id, one row a code.
insert into call_type (source_id, code, name, category)
select %(source_id)s::smallint, t.code, t.name, t.category::call_category
from unnest(%(codes)s::text[], %(names)s::text[], %(categories)s::text[]) as t (code, name, category)
on conflict (source_id, code) do update set name = excluded.name, category = excluded.category
returning code, call_type_id

-- name: call_types_ensure
-- Create call types that are new; the others stay as they are. Returns source, code, id and
-- category, one row a type; one that another transaction is creating is found when it has ended.
with wanted as (
    select *
    from unnest(%(source_ids)s::smallint[], %(codes)s::text[], %(names)s::text[],
                %(categories)s::text[]) as t (source_id, code, name, category)
), made as (
    insert into call_type (source_id, code, name, category)
    select w.source_id, w.code, w.name, w.category::call_category
    from wanted w
    left join call_type t using (source_id, code)
    where t.call_type_id is null
    order by w.source_id, w.code
    on conflict (source_id, code) do nothing
    returning source_id, code, call_type_id, category
)
select source_id, code, call_type_id, category::text from made
union
select t.source_id, t.code, t.call_type_id, t.category::text
from call_type t
join wanted w using (source_id, code)

-- name: identities_known
-- Whether the source has a partition of identities, so has been loaded before. One row.
select to_regclass('call_identity_' || %(source_id)s::smallint) is not null as known

-- name: identity_partition_ensure
-- Make sure that the source has a partition of identities. One row.
select ensure_identity_partition(%(source_id)s::smallint)

-- name: identities_begin
-- Create the source's table of identities without an index; returns its name. One row.
select begin_identities(%(source_id)s::smallint) as name

-- name: identities_attach
-- Index the source's table of identities and make it a partition. One row.
select attach_identities(%(source_id)s::smallint)

-- name: calls_drop
-- Drop calls of this load that a later row of its file replaces. No rows.
delete from call_for_service c
using unnest(%(received)s::timestamptz[], %(call_ids)s::bigint[]) as gone (received_at, call_id)
where c.received_at = gone.received_at and c.call_id = gone.call_id

-- name: call_stage_prepare
-- Create this transaction's stage. One row.
select prepare_call_stage()

-- name: calls_written_by
-- Which load wrote each of these calls of a source last. One row a call that is stored.
select i.external_id, c.load_id
from source s
join call_identity i on i.source_id = s.source_id
join call_for_service c on c.received_at = i.received_at and c.call_id = i.call_id
where s.code = %(source)s::text and i.external_id = any (%(external_ids)s::text[])

-- name: call_partitions_ensure
-- Make sure that the months' partitions exist, indexed now or later. One row a month: the name of
-- a partition that is new and has no index yet, else null.
select ensure_call_partition(m, %(indexed)s::boolean) as bare
from unnest(%(months)s::date[]) as m

-- name: call_partitions_index
-- Index partitions that have been filled. One row a partition.
select index_call_partition(name) from unnest(%(names)s::text[]) as name

-- name: call_stage_drop_rows
-- Drop staged rows that a later row of the same file replaces. No rows.
delete from call_stage where row_number = any (%(row_numbers)s::bigint[])

-- name: call_stage_analyze
-- Let the planner know the stage's size. No rows.
analyze call_stage

-- name: call_identities_add
-- Claim the ids that are new; the others keep the call they have. No rows; the count matters.
insert into call_identity (source_id, external_id, call_id, received_at)
select source_id, external_id, call_id, received_at from call_stage
order by source_id, external_id
on conflict do nothing

-- name: call_joins_by_index
-- Look up each call of a live group by itself until call_joins_as_planned: the planner takes the
-- stage for larger than it is, and would read whole months. One row.
select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)

-- name: call_joins_as_planned
-- Leave joins to the planner again. One row.
select set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)

-- name: call_identities_hold
-- Let nobody else change the stored calls of staged rows until this transaction ends; what is asked
-- next sees them as they stay. In one order, so that two transactions don't wait for each other.
-- One row: how many.
select count(*) as n
from (
    select
    from call_stage s
    join call_identity i on i.source_id = s.source_id and i.external_id = s.external_id
    where i.call_id <> s.call_id
    order by i.source_id, i.external_id
    for no key update of i
) as held

-- name: call_stage_keep_locations
-- Leave a stored call where it is if its staged row doesn't say where: neither point nor address (a
-- beat it names counts for a call without a point), or no point and the very address that a given
-- point came with. No rows.
update call_stage s set
    cell = c.cell, lon = st_x(c.point), lat = st_y(c.point), address = c.address,
    area_id = case when c.point is null and s.agency_beat is not null then s.area_id
                   else c.area_id end,
    match_type = case when c.point is null and s.agency_beat is not null then s.match_type
                      else c.match_type end,
    is_area_ambiguous = c.is_area_ambiguous, other_area_ids = c.other_area_ids,
    uncertainty_m = c.uncertainty_m, match_score = c.match_score,
    match_reference = c.match_reference, address_distance_m = c.address_distance_m,
    agency_beat = coalesce(s.agency_beat, c.agency_beat)
from call_identity i
join call_for_service c on c.received_at = i.received_at and c.call_id = i.call_id
where i.source_id = s.source_id and i.external_id = s.external_id and i.call_id <> s.call_id
  and s.match_type <> 'given'
  and (s.address is null and (c.point is not null or c.address is not null
                              or c.match_type = 'beat')
       or s.address = c.address and c.match_type = 'given')

-- name: call_changes_find
-- Set staged rows aside whose call is stored, differs in anything, and isn't newer in store, with
-- the key that the call is stored under. A row without source_updated_at never replaces one that
-- has it. Units that a row doesn't know stay, as does the uncertainty of given points. No rows.
insert into call_change
select s.*, c.call_id, c.received_at
from call_stage s
join call_identity i on i.source_id = s.source_id and i.external_id = s.external_id
join call_for_service c on c.received_at = i.received_at and c.call_id = i.call_id
where i.call_id <> s.call_id
  and not coalesce(s.source_updated_at < c.source_updated_at, c.source_updated_at is not null)
  and (s.received_at, s.dispatched_at, s.on_scene_at, s.closed_at, s.source_updated_at, s.cell,
       s.lon, s.lat, s.call_type_id, s.area_id, s.operational_on, s.category, s.match_type,
       s.shift_id, s.priority, s.is_on_view, s.is_area_ambiguous, s.priority_text, s.disposition,
       s.address, s.agency_beat, s.agency_district, s.agency_shift, s.other_area_ids,
       case when s.match_type = 'given' and c.match_type = 'given'
            then coalesce(s.uncertainty_m, c.uncertainty_m) else s.uncertainty_m end,
       s.match_score, s.match_reference, s.address_distance_m,
       coalesce(s.unit_ids, c.unit_ids))
      is distinct from
      (c.received_at, c.dispatched_at, c.on_scene_at, c.closed_at, c.source_updated_at, c.cell,
       st_x(c.point), st_y(c.point), c.call_type_id, c.area_id, c.operational_on, c.category,
       c.match_type, c.shift_id, c.priority, c.is_on_view, c.is_area_ambiguous, c.priority_text,
       c.disposition, c.address, c.agency_beat, c.agency_district, c.agency_shift,
       c.other_area_ids, c.uncertainty_m, c.match_score, c.match_reference,
       c.address_distance_m, c.unit_ids)

-- name: call_stage_outcomes
-- What becomes of each staged row, once changes have been found and before anything is stored; ids
-- and instants are those of the call in store. One row a staged row.
select s.row_number, c.call_id, c.received_at,
       case
           when i.call_id = s.call_id then 'added'
           when x.row_number is not null then
               case when s.closed_at is not null and c.closed_at is null then 'closed'
                    else 'updated' end
           when s.source_updated_at < c.source_updated_at
                or (s.source_updated_at is null and c.source_updated_at is not null) then 'stale'
           else 'repeated'
       end as outcome
from call_stage s
join call_identity i on i.source_id = s.source_id and i.external_id = s.external_id
left join call_for_service c on c.received_at = i.received_at and c.call_id = i.call_id
left join call_change x on x.row_number = s.row_number

-- name: call_stage_keep_new
-- Leave only calls in the stage that are not stored yet. No rows.
delete from call_stage s
using call_identity i
where i.source_id = s.source_id and i.external_id = s.external_id and i.call_id <> s.call_id

-- name: call_counts_move
-- Count what was added and changed: minus one where a call was, plus one where it is. No rows.
insert into cell_count (operational_on, shift_id, area_id, cell, kind, category, n)
select operational_on, coalesce(shift_id, 0), coalesce(area_id, 0), coalesce(cell, 0),
       case when is_on_view then 'on_view' else 'call' end::count_kind, category, sum(step)
from (
    select s.operational_on, s.shift_id, s.area_id, s.cell, s.is_on_view, s.category, 1 as step
    from call_stage s
    union all
    select x.operational_on, x.shift_id, x.area_id, x.cell, x.is_on_view, x.category, 1
    from call_change x
    union all
    select c.operational_on, c.shift_id, c.area_id, c.cell, c.is_on_view, c.category, -1
    from call_for_service c
    join call_change x on x.stored_received_at = c.received_at and x.stored_call_id = c.call_id
) as moved
group by 1, 2, 3, 4, 5, 6
having sum(step) <> 0
order by operational_on

-- name: cell_counts_compact
-- Bring the given dates' counts down to one row a key. One row.
select compact_cell_counts(%(days)s::date[])

-- name: call_change_days
-- The operational dates from which a change takes calls away. One row a date.
select distinct c.operational_on
from call_change x
join call_for_service c on c.received_at = x.stored_received_at and c.call_id = x.stored_call_id

-- name: calls_add
-- Store the staged calls whose ids are new, in order of time. No rows; the count matters.
insert into call_for_service (
    call_id, received_at, dispatched_at, on_scene_at, closed_at, source_updated_at, cell, point,
    load_id, call_type_id, area_id, operational_on, category, match_type, source_id, shift_id,
    priority, is_on_view, is_area_ambiguous, external_id, priority_text, disposition, address,
    agency_beat, agency_district, agency_shift, other_area_ids, uncertainty_m, unit_ids,
    match_score, match_reference, address_distance_m
)
select
    s.call_id, s.received_at, s.dispatched_at, s.on_scene_at, s.closed_at, s.source_updated_at,
    s.cell, st_setsrid(st_makepoint(s.lon, s.lat), 4326), %(load_id)s::bigint, s.call_type_id,
    s.area_id, s.operational_on, s.category, s.match_type, s.source_id, s.shift_id, s.priority,
    s.is_on_view, s.is_area_ambiguous, s.external_id, s.priority_text, s.disposition, s.address,
    s.agency_beat, s.agency_district, s.agency_shift, s.other_area_ids, s.uncertainty_m,
    s.unit_ids, s.match_score, s.match_reference, s.address_distance_m
from call_stage s

-- name: calls_change
-- Bring changed calls up to date; a call whose month changed moves to its partition. No rows.
update call_for_service c set
    received_at = x.received_at, dispatched_at = x.dispatched_at, on_scene_at = x.on_scene_at,
    closed_at = x.closed_at, source_updated_at = x.source_updated_at, cell = x.cell,
    point = st_setsrid(st_makepoint(x.lon, x.lat), 4326), load_id = %(load_id)s::bigint,
    call_type_id = x.call_type_id, area_id = x.area_id, operational_on = x.operational_on,
    category = x.category, match_type = x.match_type, shift_id = x.shift_id,
    priority = x.priority, is_on_view = x.is_on_view, is_area_ambiguous = x.is_area_ambiguous,
    priority_text = x.priority_text, disposition = x.disposition, address = x.address,
    agency_beat = x.agency_beat, agency_district = x.agency_district,
    agency_shift = x.agency_shift, other_area_ids = x.other_area_ids,
    uncertainty_m = case when x.match_type = 'given' and c.match_type = 'given'
                         then coalesce(x.uncertainty_m, c.uncertainty_m) else x.uncertainty_m end,
    match_score = x.match_score, match_reference = x.match_reference,
    address_distance_m = x.address_distance_m,
    unit_ids = coalesce(x.unit_ids, c.unit_ids)
from call_change x
where c.received_at = x.stored_received_at and c.call_id = x.stored_call_id

-- name: call_identities_change
-- Let identities of changed calls follow their time of receipt. No rows.
update call_identity i set received_at = x.received_at
from call_change x
where i.source_id = x.source_id and i.external_id = x.external_id
  and i.received_at <> x.received_at

-- name: count_mismatches
-- Cell counts that differ from a recount of the calls. Rows: mismatches, none when all is right.
select *
from (
    select operational_on, coalesce(shift_id, 0) as shift_id, coalesce(area_id, 0) as area_id,
           coalesce(cell, 0) as cell,
           case when is_on_view then 'on_view' else 'call' end::count_kind as kind,
           category, count(*) as recounted
    from call_for_service
    group by 1, 2, 3, 4, 5, 6
) as recount
full join (
    select operational_on, shift_id, area_id, cell, kind, category, sum(n) as counted
    from cell_count
    where kind in ('call', 'on_view')
    group by 1, 2, 3, 4, 5, 6
    having sum(n) <> 0
) as kept using (operational_on, shift_id, area_id, cell, kind, category)
where recounted is distinct from counted
