-- Storing unit positions. All of it runs in the group's one transaction.

-- name: fix_stage_prepare
-- Make sure that this connection has its stage; every commit empties it. One row.
select prepare_fix_stage()

-- name: fixes_add
-- Store the staged fixes that are new and move units to their newest. A position from the future,
-- by a clock that was wrong, gives way to one of now: else the unit would stand there until that time
-- has come. One row a batch that has any new fix: how many.
with added as (
    insert into avl_fix (
        unit_id, fix_at, stored_at, point, cell, area_id, operational_on, shift_id,
        is_area_ambiguous, speed_mps, heading_deg, accuracy_m, status
    )
    select unit_id, fix_at, stored_at, point, cell, area_id, operational_on, shift_id,
           is_area_ambiguous, speed_mps, heading_deg, accuracy_m, status
    from fix_stage
    order by unit_id, fix_at
    on conflict do nothing
    returning unit_id, fix_at, stored_at, point, cell, area_id, speed_mps, heading_deg, accuracy_m,
              status
), moved as (
    insert into unit_position as p (unit_id, fix_at, stored_at, point, cell, area_id, speed_mps,
                                    heading_deg, accuracy_m, status)
    select distinct on (unit_id) unit_id, fix_at, stored_at, point, cell, area_id, speed_mps,
           heading_deg, accuracy_m, status
    from added
    order by unit_id, fix_at desc
    on conflict (unit_id) do update
    set fix_at = excluded.fix_at, stored_at = excluded.stored_at, point = excluded.point,
        cell = excluded.cell, area_id = excluded.area_id, speed_mps = excluded.speed_mps,
        heading_deg = excluded.heading_deg, accuracy_m = excluded.accuracy_m,
        status = coalesce(excluded.status, p.status)
    where excluded.fix_at > p.fix_at
        or (p.fix_at > excluded.stored_at + interval '1 minute'
            and excluded.fix_at <= excluded.stored_at + interval '1 minute')
)
select s.batch, count(*) as n
from fix_stage s
join added a on a.unit_id = s.unit_id and a.fix_at = s.fix_at
group by s.batch
