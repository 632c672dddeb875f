-- name: area_sets
-- Boundary sets, of one kind or (kind null) of all, finest kind first, oldest first. A few rows.
select set_id, kind::text as kind, effective_on
from area_set
where %(kind)s::area_kind is null or kind = %(kind)s::area_kind
order by area_set.kind, effective_on;

-- name: areas_of_set
-- Areas of one set in the order they were loaded. outline is EWKB, EPSG:4326, lon/lat. Up to
-- thousands of rows.
select
    area.area_id, area_set.kind::text as kind, area.code, area.name, area.parent_code,
    area.parent_is_computed, st_asewkb(area.outline) as outline
from area
inner join area_set using (set_id)
where set_id = %(set_id)s::integer
order by area.area_id;

-- name: area_set_on
-- The set of a kind in force on a date: the last one effective by then. At most one row.
select set_id, effective_on
from area_set
where kind = %(kind)s::area_kind and effective_on <= %(on)s::date
order by effective_on desc
limit 1;

-- name: area_set_lock
-- Let one transaction at a time change boundary sets, until it ends. One row, empty.
select pg_advisory_xact_lock(hashtext('area_set'));

-- name: area_sets_finer
-- Sets of the kinds finer than one. A few rows.
select set_id from area_set where kind < %(kind)s::area_kind order by set_id;

-- name: area_set_save
-- Add a boundary set, or say which file the one of that kind and date now comes from. One row, its
-- id.
insert into area_set (kind, effective_on, file_name, file_sha256, loaded_at)
values (
    %(kind)s::area_kind, %(effective_on)s::date, %(file_name)s::text, %(file_sha256)s::bytea,
    %(now)s::timestamptz
)
on conflict (kind, effective_on) do update
set file_name = excluded.file_name,
    file_sha256 = excluded.file_sha256,
    loaded_at = excluded.loaded_at
returning set_id;

-- name: area_insert
-- Add an area; outline is WKB of a multipolygon, EPSG:4326, lon/lat. No rows.
insert into area (set_id, code, name, parent_code, parent_is_computed, outline)
values (
    %(set_id)s::integer, %(code)s::text, %(name)s::text, %(parent_code)s::text,
    %(parent_is_computed)s::boolean, st_geomfromwkb(%(outline)s::bytea, 4326)
);

-- name: area_update
-- Rename an area and give it another parent; its outline stays. No rows.
update area
set name = %(name)s::text,
    parent_code = %(parent_code)s::text,
    parent_is_computed = %(parent_is_computed)s::boolean
where area_id = %(area_id)s::integer;

-- name: area_delete
-- Remove an area. No rows.
delete from area where area_id = %(area_id)s::integer;

-- name: area_parents_compute
-- Give every area of a set that has no parent of the agency's own the coarser area that covers most
-- of it: of the sectors, or without any, the districts. Their set is the one in force when this set
-- takes effect, or else the first one after. Areas are compared in square degrees, which is fair
-- among parents of one area. One row for each area whose parent changed.
with this as (
    select set_id, kind, effective_on from area_set where set_id = %(set_id)s::integer
),
coarser as (
    select area_set.set_id
    from area_set
    cross join this
    where area_set.kind > this.kind
    order by
        area_set.kind,
        area_set.effective_on > this.effective_on,
        abs(area_set.effective_on - this.effective_on)
    limit 1
),
best as (
    select distinct on (child.area_id) child.area_id, parent.code
    from area as child
    inner join area as parent
        on parent.set_id = (select set_id from coarser)
        and st_intersects(parent.outline, child.outline)
    cross join lateral (
        select st_area(st_intersection(parent.outline, child.outline)) as square_degrees
    ) as shared
    where child.set_id = (select set_id from this)
        and child.parent_is_computed
        and shared.square_degrees > 0
    order by child.area_id, shared.square_degrees desc, parent.code
)
update area
set parent_code = best.code
from area as child
left join best on best.area_id = child.area_id
where area.area_id = child.area_id
    and child.set_id = (select set_id from this)
    and child.parent_is_computed
    and child.parent_code is distinct from best.code
returning area.area_id;

-- name: load_runs_settle
-- End the loads of a kind that were begun and never ended: what they saved is in force, but calls
-- may still be located by what was in force before. One row for each.
update load_run
set finished_at = %(now)s::timestamptz
where what = %(what)s::text and finished_at is null
returning load_id;
