-- What cases hold: the rows that a hold selects outlive their retention in tables of their own.
-- A hold's time is [from_at, to_at), open where null. The arrays let an index find the rows.

-- name: hold_add
-- Place a hold. One row: its id.
insert into case_hold (case_number, kind, plate, source_id, external_id, from_at, to_at, reason,
                       placed_by, placed_at)
values (%(case_number)s::text, %(kind)s::text, %(plate)s::text, %(source_id)s::smallint,
        %(external_id)s::text, %(from_at)s::timestamptz, %(to_at)s::timestamptz, %(reason)s::text,
        %(by)s::text, %(now)s::timestamptz)
returning hold_id

-- name: hold_release
-- Release a hold that is active. At most one row: its kind.
update case_hold set released_at = %(now)s::timestamptz, released_by = %(by)s::text
where hold_id = %(hold_id)s::integer and released_at is null
returning kind

-- name: holds_list
-- Holds, newest first, released ones too if asked for. Rows: all of them.
select h.hold_id, h.case_number, h.kind, h.plate, s.code as source, h.external_id, h.from_at,
       h.to_at, h.reason, h.placed_by, h.placed_at, h.released_by, h.released_at
from case_hold h
left join source s using (source_id)
where (%(with_released)s::boolean or h.released_at is null)
    and (%(case_number)s::text is null or h.case_number = %(case_number)s::text)
order by h.hold_id desc

-- name: hold_source
-- The id of a source by its code. At most one row.
select source_id from source where code = %(code)s::text

-- name: hold_counts
-- How many kept records a hold selects, and how many of them are past their retention. One row.
with h as (select * from case_hold where hold_id = %(hold_id)s::integer)
select count(*) as n, count(*) filter (where is_held) as held_n
from (
    select r.captured_at as at, false as is_held
    from h join plate_read r on h.kind = 'plate_read' and r.plate = h.plate
    union all
    select r.captured_at, true
    from h join held_plate_read r on h.kind = 'plate_read' and r.plate = h.plate
    union all
    select r.captured_at, false
    from h join hit r on h.kind = 'hit' and h.plate in (r.plate, r.entry_plate)
    union all
    select r.captured_at, true
    from h join held_hit r on h.kind = 'hit' and h.plate in (r.plate, r.entry_plate)
    union all
    select f.fix_at, false
    from h
    join unit u on h.kind = 'avl_fix' and u.external_id = h.external_id
        and (h.source_id is null or u.source_id = h.source_id)
    join avl_fix f on f.unit_id = u.unit_id
    union all
    select f.fix_at, true
    from h
    join unit u on h.kind = 'avl_fix' and u.external_id = h.external_id
        and (h.source_id is null or u.source_id = h.source_id)
    join held_avl_fix f on f.unit_id = u.unit_id
    union all
    select i.received_at, false
    from h join call_identity i on h.kind = 'call_for_service' and i.external_id = h.external_id
        and (h.source_id is null or i.source_id = h.source_id)
    union all
    select c.received_at, true
    from h
    join held_call_for_service c on h.kind = 'call_for_service' and c.external_id = h.external_id
        and (h.source_id is null or c.source_id = h.source_id)
) as selected
cross join h
where (h.from_at is null or selected.at >= h.from_at)
    and (h.to_at is null or selected.at < h.to_at)

-- name: hold_move_plate_read
-- Copy the reads of [low_at, high_at) that an active hold selects. No rows; the count matters.
insert into held_plate_read
select r.*
from plate_read r
where r.captured_at >= %(low_at)s::timestamptz and r.captured_at < %(high_at)s::timestamptz
    and r.plate = any (array(
        select plate from case_hold where kind = 'plate_read' and released_at is null
    ))
    and exists (
        select from case_hold h
        where h.kind = 'plate_read' and h.released_at is null
            and h.plate = r.plate
            and (h.from_at is null or r.captured_at >= h.from_at)
            and (h.to_at is null or r.captured_at < h.to_at)
    )
on conflict do nothing

-- name: hold_move_hit
-- Copy the hits of [low_at, high_at) that an active hold selects by either plate. No rows; the
-- count matters.
insert into held_hit
select r.*
from hit r
where r.captured_at >= %(low_at)s::timestamptz and r.captured_at < %(high_at)s::timestamptz
    and exists (
        select from case_hold h
        where h.kind = 'hit' and h.released_at is null
            and h.plate in (r.plate, r.entry_plate)
            and (h.from_at is null or r.captured_at >= h.from_at)
            and (h.to_at is null or r.captured_at < h.to_at)
    )
on conflict do nothing

-- name: hold_move_avl_fix
-- Copy the fixes of [low_at, high_at) that an active hold selects. No rows; the count matters.
insert into held_avl_fix
select r.*
from avl_fix r
where r.fix_at >= %(low_at)s::timestamptz and r.fix_at < %(high_at)s::timestamptz
    and r.unit_id = any (array(
        select u.unit_id from case_hold h join unit u using (external_id)
        where h.kind = 'avl_fix' and h.released_at is null
    ))
    and exists (
        select from case_hold h
        join unit u on u.external_id = h.external_id
            and (h.source_id is null or u.source_id = h.source_id)
        where h.kind = 'avl_fix' and h.released_at is null
            and u.unit_id = r.unit_id
            and (h.from_at is null or r.fix_at >= h.from_at)
            and (h.to_at is null or r.fix_at < h.to_at)
    )
on conflict do nothing

-- name: hold_move_call_for_service
-- Copy the calls of [low_at, high_at) that an active hold selects. No rows; the count matters.
insert into held_call_for_service
select r.*
from call_for_service r
where r.received_at >= %(low_at)s::timestamptz and r.received_at < %(high_at)s::timestamptz
    and r.external_id = any (array(
        select external_id from case_hold
        where kind = 'call_for_service' and released_at is null
    ))
    and exists (
        select from case_hold h
        where h.kind = 'call_for_service' and h.released_at is null
            and h.external_id = r.external_id
            and (h.source_id is null or h.source_id = r.source_id)
            and (h.from_at is null or r.received_at >= h.from_at)
            and (h.to_at is null or r.received_at < h.to_at)
    )
on conflict do nothing

-- name: held_release_plate_read
-- Delete held reads past their time that no active hold selects. No rows; the count matters.
delete from held_plate_read r
where r.captured_at < %(cutoff)s::timestamptz
    and not exists (
        select from case_hold h
        where h.kind = 'plate_read' and h.released_at is null
            and h.plate = r.plate
            and (h.from_at is null or r.captured_at >= h.from_at)
            and (h.to_at is null or r.captured_at < h.to_at)
    )

-- name: held_release_hit
-- Delete held hits past their time that no active hold selects by either plate. No rows; the count
-- matters.
delete from held_hit r
where r.captured_at < %(cutoff)s::timestamptz
    and not exists (
        select from case_hold h
        where h.kind = 'hit' and h.released_at is null
            and h.plate in (r.plate, r.entry_plate)
            and (h.from_at is null or r.captured_at >= h.from_at)
            and (h.to_at is null or r.captured_at < h.to_at)
    )

-- name: held_release_avl_fix
-- Delete held fixes past their time that no active hold selects. No rows; the count matters.
delete from held_avl_fix r
where r.fix_at < %(cutoff)s::timestamptz
    and not exists (
        select from case_hold h
        join unit u on u.external_id = h.external_id
            and (h.source_id is null or u.source_id = h.source_id)
        where h.kind = 'avl_fix' and h.released_at is null
            and u.unit_id = r.unit_id
            and (h.from_at is null or r.fix_at >= h.from_at)
            and (h.to_at is null or r.fix_at < h.to_at)
    )

-- name: held_release_call_for_service
-- Delete held calls past their time that no active hold selects. No rows; the count matters.
delete from held_call_for_service r
where r.received_at < %(cutoff)s::timestamptz
    and not exists (
        select from case_hold h
        where h.kind = 'call_for_service' and h.released_at is null
            and h.external_id = r.external_id
            and (h.source_id is null or h.source_id = r.source_id)
            and (h.from_at is null or r.received_at >= h.from_at)
            and (h.to_at is null or r.received_at < h.to_at)
    )
