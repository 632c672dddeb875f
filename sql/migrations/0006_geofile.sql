-- The agency's geofile, what people have taught it, and how calls were located by it.
-- Points and lines are EPSG:4326 (lon, lat); columns follow NENA-STA-006 in plain words.

alter type match_type add value 'taught';        -- a person placed this very text
alter type match_type add value 'coordinates';   -- stand in the text
alter type match_type add value 'address';       -- an address point
alter type match_type add value 'range';         -- by number along a road segment
alter type match_type add value 'interpolated';  -- between address points of the same street
alter type match_type add value 'intersection';
alter type match_type add value 'block';         -- the middle of a range of numbers
alter type match_type add value 'place';         -- a common place
alter type match_type add value 'marker';        -- a milepost or an exit
alter type match_type add value 'street';        -- the middle of a short street
alter type match_type add value 'beat';          -- no point: only the beat that the source names

-- One row a set: what one load brought. Loading the same kind and name again replaces it.
create table geofile_set (
    set_id integer generated always as identity primary key,
    kind text not null check (kind in ('roads', 'addresses', 'places', 'intersections', 'aliases')),
    name text not null,
    preset text not null,
    file_name text not null,
    file_sha256 bytea not null,
    loaded_at timestamptz not null,
    n integer not null,
    unique (kind, name)
);

-- Moves whenever anything below does: who keeps the geofile in memory looks here. One row.
create table geofile_version (version bigint not null);
insert into geofile_version values (0);

-- Numbers run from the line's start to its end. Parity: O odd, E even, B both, Z none. one_way: B
-- both ways, FT from start to end, TF against it.
create table geofile_road (
    road_id bigint generated always as identity primary key,
    set_id integer not null references geofile_set on delete cascade,
    street text not null,
    pre_modifier text,
    pre_direction text,
    pre_type text,
    pre_separator text,
    name text,
    post_type text,
    post_direction text,
    post_modifier text,
    other_streets text[],
    from_left integer,
    to_left integer,
    from_right integer,
    to_right integer,
    parity_left text,
    parity_right text,
    zip_left text,
    zip_right text,
    community_left text,
    community_right text,
    road_class text,
    one_way text,
    speed_limit_kmh real,
    shape geometry(LineString, 4326) not null
);
create index geofile_road_set_id on geofile_road (set_id);

create table geofile_address (
    address_id bigint generated always as identity primary key,
    set_id integer not null references geofile_set on delete cascade,
    street text not null,
    pre_modifier text,
    pre_direction text,
    pre_type text,
    pre_separator text,
    name text,
    post_type text,
    post_direction text,
    post_modifier text,
    other_streets text[],
    number_prefix text,
    number integer,
    number_suffix text,
    unit text,
    zip text,
    community text,
    place_name text,
    point geometry(Point, 4326) not null
);
create index geofile_address_set_id on geofile_address (set_id);

-- kind: place, or exit or milepost with the route it lies on and its marker ("768", "12.4").
create table geofile_place (
    place_id bigint generated always as identity primary key,
    set_id integer not null references geofile_set on delete cascade,
    kind text not null check (kind in ('place', 'exit', 'milepost')),
    name text not null,
    address text,
    route text,
    marker text,
    direction text,
    zip text,
    community text,
    point geometry(Point, 4326) not null
);
create index geofile_place_set_id on geofile_place (set_id);

create table geofile_intersection (
    intersection_id bigint generated always as identity primary key,
    set_id integer not null references geofile_set on delete cascade,
    streets text[] not null,
    zip text,
    community text,
    point geometry(Point, 4326) not null
);
create index geofile_intersection_set_id on geofile_intersection (set_id);

-- Names people use for a street or place. Those without a set were taught by a person.
create table geofile_alias (
    alias_id bigint generated always as identity primary key,
    set_id integer references geofile_set on delete cascade,
    kind text not null check (kind in ('street', 'place')),
    alias text not null,
    name text not null,
    taught_by text,
    taught_at timestamptz,
    check ((set_id is null) = (taught_at is not null))
);
create index geofile_alias_set_id on geofile_alias (set_id);
create unique index geofile_alias_taught on geofile_alias (kind, alias) where set_id is null;

-- What makes two location strings one; equals location_key in the program.
create function location_key(location text) returns text
language sql immutable strict parallel safe
return left(upper(btrim(regexp_replace(location, '\s+', ' ', 'g'))), 300);

-- Location strings that a person has placed, or said to be no location at all (point is null).
create table location_taught (
    location_key text primary key,
    point geometry(Point, 4326),
    uncertainty_m real,
    reference text not null,
    taught_by text not null,
    taught_at timestamptz not null
);

-- How each call was located. address_distance_m: between a given point and where its address was
-- found, metres; null where that was not compared.
alter table call_for_service add column match_score real;
alter table call_for_service add column match_reference text;
alter table call_for_service add column address_distance_m real;

-- Calls under a legal hold keep the same.
alter table held_call_for_service add column match_score real;
alter table held_call_for_service add column match_reference text;
alter table held_call_for_service add column address_distance_m real;
create or replace view kept_call_for_service as
select * from call_for_service union all select * from held_call_for_service;

-- Calls that wait for a point are found by what they say; few calls do, so the index is small.
create or replace function index_call_partition(name text) returns void language plpgsql as $$
begin
    execute format('alter table %I add primary key (received_at, call_id)', name);
    execute format('create index on %I (cell, received_at)', name);
    execute format(
        'create index on %I (location_key(address)) where point is null and address is not null',
        name
    );
end $$;

do $$
declare
    bare text;
begin
    for bare in select inhrelid::regclass::text from pg_inherits
                where inhparent = 'call_for_service'::regclass loop
        execute format(
            'create index on %s (location_key(address)) where point is null and address is not null',
            bare
        );
    end loop;
end $$;

-- Replaces the one of 0003: with how the call was located.
create or replace function prepare_call_stage() returns void language plpgsql as $$
begin
    if to_regclass('pg_temp.call_stage') is not null then
        return;
    end if;
    create temporary table call_stage (
        row_number bigint, call_id bigint, received_at timestamptz, dispatched_at timestamptz,
        on_scene_at timestamptz, closed_at timestamptz, source_updated_at timestamptz, cell bigint,
        lon double precision, lat double precision, call_type_id integer, area_id integer,
        operational_on date, category call_category, match_type match_type, source_id smallint,
        shift_id smallint, priority smallint, is_on_view boolean, is_area_ambiguous boolean,
        external_id text, priority_text text, disposition text, address text, agency_beat text,
        agency_district text, agency_shift text, other_area_ids integer[], uncertainty_m real,
        unit_ids integer[], match_score real, match_reference text, address_distance_m real
    ) on commit delete rows;
    create temporary table call_change (
        like call_stage, stored_call_id bigint, stored_received_at timestamptz
    ) on commit delete rows;
    create index on call_change (row_number);
end $$;

-- Replaces the one of 0001: calls that are geocoded again also get another point.
create or replace function prepare_relocation_stage() returns void language plpgsql as $$
begin
    create temporary table call_relocated (
        call_id bigint, received_at timestamptz, cell bigint, area_id integer,
        is_area_ambiguous boolean, other_area_ids integer[], shift_id smallint, operational_on date,
        lon double precision, lat double precision, match_type match_type, uncertainty_m real,
        match_score real, match_reference text, address_distance_m real
    ) on commit drop;
end $$;
