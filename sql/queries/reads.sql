-- Storing plate reads and their hits. All of it runs in the group's one transaction.

-- name: read_stage_prepare
-- Make sure that this connection has its stages; every commit empties them. One row.
select prepare_read_stage()

-- name: reads_lock
-- Let one transaction at a time store reads: folding looks at what the others have stored. One row.
select pg_advisory_xact_lock(hashtext('plate_read'))

-- name: reads_fold
-- Let staged sightings continue stored ones: a read of the same plate by the same camera at most
-- fold_s seconds away. low_at and high_at bound the captures looked at, so that partitions are
-- pruned. No rows.
update read_stage s
set sighting_id = f.stored_id
from (
    select distinct on (g.sighting_id) g.sighting_id as staged_id, r.sighting_id as stored_id
    from read_stage g
    cross join lateral (
        select p.sighting_id, p.captured_at
        from plate_read p
        where p.plate = g.plate
          and p.captured_at between g.captured_at - make_interval(secs => %(fold_s)s::float8)
                                and g.captured_at + make_interval(secs => %(fold_s)s::float8)
          and p.captured_at >= %(low_at)s::timestamptz
          and p.captured_at <= %(high_at)s::timestamptz
          and p.camera_id = g.camera_id
        order by p.captured_at
        limit 1
    ) as r
    where g.camera_id is not null
    order by g.sighting_id, r.captured_at
) as f
where s.sighting_id = f.staged_id

-- name: reads_add
-- Store the staged reads that are new, and count them. One row a batch: how many were staged, and how
-- many of them are new.
with added as (
    insert into plate_read (
        read_id, sighting_id, captured_at, stored_at, cell, point, camera_id, area_id,
        operational_on, confidence, state_confidence, heading_deg, source_id, shift_id, match_type,
        is_area_ambiguous, external_id, plate, plate_text, state, state_text, vehicle_make,
        vehicle_model, vehicle_color, vehicle_type, image_url, vendor_alert, candidates
    )
    select
        read_id, sighting_id, captured_at, stored_at, cell, point, camera_id, area_id,
        operational_on, confidence, state_confidence, heading_deg, source_id, shift_id, match_type,
        is_area_ambiguous, external_id, plate, plate_text, state, state_text, vehicle_make,
        vehicle_model, vehicle_color, vehicle_type, image_url, vendor_alert, candidates
    from read_stage
    on conflict do nothing
    returning read_id, operational_on, shift_id, area_id, cell
), counted as (
    insert into cell_count (operational_on, shift_id, area_id, cell, kind, category, n)
    select operational_on, coalesce(shift_id, 0), coalesce(area_id, 0), coalesce(cell, 0),
           'read', 'other', count(*)
    from added
    group by 1, 2, 3, 4
    order by 1
)
select s.batch, count(*) as staged, count(a.read_id) as n
from read_stage s
left join added a on a.read_id = s.read_id
group by s.batch

-- name: reads_head
-- Let sightings whose first read was not added, because its id is stored with other words, be named
-- for their first read that was. No rows.
with new_read as (
    select s.read_id, s.sighting_id, s.captured_at
    from read_stage s
    cross join lateral (
        select from plate_read r
        where r.read_id = s.read_id and r.captured_at = s.captured_at
        limit 1
    ) as was_added
), head as (
    select n.sighting_id, (array_agg(n.read_id order by n.captured_at, n.read_id))[1] as read_id
    from new_read n
    where exists (select from read_stage h where h.read_id = n.sighting_id)
    group by n.sighting_id
    having not bool_or(n.read_id = n.sighting_id)
), stored as (
    update plate_read r set sighting_id = h.read_id
    from new_read n
    join head h on h.sighting_id = n.sighting_id
    where r.read_id = n.read_id and r.captured_at = n.captured_at
)
update read_stage s set sighting_id = h.read_id
from head h
where s.sighting_id = h.sighting_id

-- name: hits_add
-- Store the hits of reads that were added, the most probable of each sighting and entry, and count
-- them. A suppressed one gives way to one that is not: a suppression may end while a vehicle stands
-- before the camera. low_at and high_at bound the captures; each hit is looked up by itself, because
-- the planner takes the stage for larger than it is. One row a hit: its batch, for the receipt.
with added as (
    insert into hit (
        hit_id, captured_at, stored_at, read_id, sighting_id, entry_id, list_id, match_kind,
        state_match, probability, is_suppressed, priority, cell, point, camera_id, area_id,
        operational_on, shift_id, match_type, confidence, source_id, ncic_file, plate, state,
        entry_plate, entry_state, category, reason, case_number, image_url
    )
    select distinct on (s.sighting_id, h.entry_id)
        h.hit_id, s.captured_at, s.stored_at, s.read_id, s.sighting_id, h.entry_id, e.list_id,
        h.match_kind, h.state_match, h.probability, h.is_suppressed, e.priority, s.cell, s.point,
        s.camera_id, s.area_id, s.operational_on, s.shift_id, s.match_type, s.confidence,
        s.source_id, e.ncic_file, s.plate, s.state, e.plate, e.state, e.category, e.reason,
        e.case_number, s.image_url
    from hit_stage h
    join read_stage s on s.read_id = h.read_id
    cross join lateral (
        select * from hot_list_entry listed where listed.entry_id = h.entry_id limit 1
    ) as e
    cross join lateral (
        select from plate_read r
        where r.read_id = h.read_id
          and r.captured_at >= %(low_at)s::timestamptz and r.captured_at <= %(high_at)s::timestamptz
        limit 1
    ) as was_added
    where (
        select x.hit_id from hit x
        where x.sighting_id = s.sighting_id and x.entry_id = h.entry_id
          and x.is_suppressed <= h.is_suppressed
          and x.captured_at >= %(low_at)s::timestamptz and x.captured_at <= %(high_at)s::timestamptz
        limit 1
    ) is null
    order by s.sighting_id, h.entry_id, h.is_suppressed, h.probability desc, s.captured_at
    on conflict do nothing
    returning hit_id, read_id, captured_at, is_suppressed, operational_on, shift_id, area_id, cell
), counted as (
    insert into cell_count (operational_on, shift_id, area_id, cell, kind, category, n)
    select operational_on, coalesce(shift_id, 0), coalesce(area_id, 0), coalesce(cell, 0),
           'hit', 'other', count(*)
    from added
    where not is_suppressed
    group by 1, 2, 3, 4
    order by 1
)
select a.hit_id, a.captured_at, a.is_suppressed, s.batch
from added a
join read_stage s on s.read_id = a.read_id
order by a.hit_id

-- name: read_count_mismatches
-- Cell counts of reads and hits that differ from a recount. Rows: mismatches, none when all is
-- right and nothing has been dropped by retention.
select *
from (
    select operational_on, coalesce(shift_id, 0) as shift_id, coalesce(area_id, 0) as area_id,
           coalesce(cell, 0) as cell, 'read'::count_kind as kind, count(*) as recounted
    from plate_read
    group by 1, 2, 3, 4
    union all
    select operational_on, coalesce(shift_id, 0), coalesce(area_id, 0), coalesce(cell, 0),
           'hit'::count_kind, count(*)
    from hit
    where not is_suppressed
    group by 1, 2, 3, 4
) as recount
full join (
    select operational_on, shift_id, area_id, cell, kind, sum(n) as counted
    from cell_count
    where kind in ('read', 'hit')
    group by 1, 2, 3, 4, 5
    having sum(n) <> 0
) as kept using (operational_on, shift_id, area_id, cell, kind)
where recounted is distinct from counted
