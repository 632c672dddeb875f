-- Calls for service, where and when they belong, and their counts.
-- Points are EPSG:4326 (lon, lat). Instants are timestamptz. H3 cells are resolution 9 as bigint.
create extension if not exists postgis with schema public;

create type area_kind as enum ('beat', 'sector', 'district');
create type call_category as enum (
    'violence', 'weapons', 'property', 'vehicle', 'disorder', 'traffic', 'welfare', 'alarm', 'other'
);
create type match_type as enum ('given', 'none');
create type count_kind as enum ('call', 'on_view');

-- Where records come from: one row per preset, mapping or feed. External ids are unique within it.
create table source (
    source_id smallint generated always as identity primary key,
    code text not null unique,
    zone text not null
);

-- One row per file load, with its summary; kept for the audit trail.
create table load_run (
    load_id bigint generated always as identity primary key,
    what text not null,
    source_id smallint references source,
    file_name text not null,
    file_sha256 bytea not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    summary jsonb
);

-- A boundary set is valid from effective_on until the next set of the same kind.
create table area_set (
    set_id integer generated always as identity primary key,
    kind area_kind not null,
    effective_on date not null,
    file_name text not null,
    file_sha256 bytea not null,
    loaded_at timestamptz not null,
    unique (kind, effective_on)
);

-- parent_code is the agency's own, or (parent_is_computed) the code of the coarser area that covers
-- most of this one; only that is computed again when a coarser set arrives.
create table area (
    area_id integer generated always as identity primary key,
    set_id integer not null references area_set on delete cascade,
    code text not null,
    name text not null,
    parent_code text,
    parent_is_computed boolean not null default false,
    outline geometry(MultiPolygon, 4326) not null,
    unique (set_id, code)
);
create index area_outline on area using gist (outline);

-- A shift plan is valid from operational date effective_on until the next plan.
create table shift_plan (
    plan_id smallint generated always as identity primary key,
    code text not null,
    zone text not null,
    effective_on date not null unique,
    closed text not null check (closed in ('start', 'end')),
    precision text not null check (precision in ('exact', 'minute')),
    loaded_at timestamptz not null
);

create table shift (
    shift_id smallint generated always as identity primary key,
    plan_id smallint not null references shift_plan on delete cascade,
    ordinal smallint not null,
    code text not null,
    name text not null,
    start_minute smallint not null check (start_minute between 0 and 1439),
    end_minute smallint not null check (end_minute between 0 and 1439),
    dated_by text not null check (dated_by in ('start', 'end')),
    unique (plan_id, code)
);

-- The agency's own call types, each in one of our categories.
create table call_type (
    call_type_id integer generated always as identity primary key,
    source_id smallint not null references source,
    code text not null,
    name text not null,
    category call_category not null,
    unique (source_id, code)
);

-- Idempotency: (source, external id) is one call, whichever month it was received in. Kept apart
-- because a unique constraint on a partitioned table must contain the partition key. One partition
-- a source, so that a source's first load can build its index at once, five times faster.
create table call_identity (
    source_id smallint not null,
    external_id text collate "C" not null,
    call_id bigint not null,
    received_at timestamptz not null,
    primary key (external_id, source_id)
) partition by list (source_id);

create function ensure_identity_partition(source_id smallint) returns void language plpgsql as $$
declare
    name text := 'call_identity_' || source_id;
begin
    if to_regclass(name) is null then
        execute format(
            'create table %I partition of call_identity for values in (%L)', name, source_id
        );
    end if;
end $$;

-- A source's first load fills a table without an index, then attaches it.
create function begin_identities(source_id smallint) returns text language plpgsql as $$
declare
    name text := 'call_identity_' || source_id;
begin
    execute format('create table %I (like call_identity including defaults)', name);
    return name;
end $$;

create function attach_identities(source_id smallint) returns void language plpgsql as $$
declare
    name text := 'call_identity_' || source_id;
begin
    execute format('alter table %I add primary key (external_id, source_id)', name);
    execute format(
        'alter table call_identity attach partition %I for values in (%L)', name, source_id
    );
end $$;

-- One row per call for service, partitioned by month of received_at. No foreign keys on purpose:
-- the ingest transaction resolves every id it writes, and row-by-row checks would double its cost.
-- No GiST index on purpose: (cell, received_at) finds neighbours through a disk of cells. Indexes
-- are the partitions' own, see index_call_partition.
create table call_for_service (
    call_id bigint not null,      -- the load's id in the upper 32 bits, its row number in the lower
    received_at timestamptz not null,
    dispatched_at timestamptz,
    on_scene_at timestamptz,
    closed_at timestamptz,
    source_updated_at timestamptz,
    cell bigint,
    point geometry(Point, 4326),
    load_id bigint,
    call_type_id integer not null,
    area_id integer,              -- the finest loaded area that holds the point on that day
    operational_on date not null,
    uncertainty_m real,
    category call_category not null,
    match_type match_type not null,
    source_id smallint not null,
    shift_id smallint,
    priority smallint,            -- 1 is the most urgent, whatever the agency's own direction
    is_on_view boolean not null,
    is_area_ambiguous boolean not null,
    external_id text not null,
    priority_text text,
    disposition text,
    address text,
    agency_beat text,             -- the agency's own columns, kept beside ours
    agency_district text,
    agency_shift text,
    other_area_ids integer[]      -- the other areas within the tolerance, where ambiguous
) partition by range (received_at);

-- Every partition has these indexes, built by itself: a source's first load fills new months first
-- and indexes them at the end, which takes a quarter of the time of keeping indexes up to date.
create function index_call_partition(name text) returns void language plpgsql as $$
begin
    execute format('alter table %I add primary key (received_at, call_id)', name);
    execute format('create index on %I (cell, received_at)', name);
end $$;

-- Make sure that a month's partition exists; returns its name when it is new and not indexed yet.
create function ensure_call_partition(month date, indexed boolean) returns text
language plpgsql as $$
declare
    low date := date_trunc('month', month)::date;
    high date := (low + interval '1 month')::date;
    name text := 'call_for_service_' || to_char(low, 'YYYYMM');
begin
    if to_regclass(name) is not null then
        return null;
    end if;
    -- another load may be making the same one; to_regclass would still answer from before the wait
    perform pg_advisory_xact_lock(hashtext('call_partition'));
    if exists (
        select from pg_inherits
        inner join pg_class on oid = inhrelid
        where inhparent = 'call_for_service'::regclass and relname = name
    ) then
        return null;
    end if;
    -- attached, because creating it as a partition would make readers wait for the load's end
    execute format(
        'create table %I (like call_for_service including defaults including constraints)', name
    );
    execute format(
        'alter table call_for_service attach partition %I for values from (%L) to (%L)',
        name, low::text || ' 00:00:00+00', high::text || ' 00:00:00+00'
    );
    if indexed then
        perform index_call_partition(name);
        return null;
    end if;
    return name;
end $$;

-- How many calls per operational date, shift, area, cell, kind and category: the SUM of n over a
-- key. Kept in the same transaction as the calls, by appending +1 and -1: two transactions never
-- wait for each other's busy cell, and rows lie in order of date, as BRIN wants. 0 stands for "none"
-- in shift_id, area_id and cell.
create table cell_count (
    operational_on date not null,
    area_id integer not null,
    cell bigint not null,
    shift_id smallint not null,
    kind count_kind not null,
    category call_category not null,
    n integer not null
);
create index cell_count_operational_on on cell_count
    using brin (operational_on) with (pages_per_range = 16, autosummarize = on);

-- Bring the given dates' counts down to one row a key.
create function compact_cell_counts(days date[]) returns void language sql as $$
    with taken as (
        delete from cell_count where operational_on = any (days) returning *
    )
    insert into cell_count (operational_on, area_id, cell, shift_id, kind, category, n)
    select operational_on, area_id, cell, shift_id, kind, category, sum(n)
    from taken
    group by operational_on, area_id, cell, shift_id, kind, category
    having sum(n) <> 0
    order by operational_on, shift_id, area_id, cell
$$;

-- Records that can't be used, as they came. fingerprint makes a second load add nothing.
create table quarantine (
    quarantine_id bigint generated always as identity primary key,
    source_id smallint not null references source,
    load_id bigint references load_run,
    kind text not null,
    row_number bigint not null,
    field_name text not null,
    reason text not null,
    raw jsonb not null,
    fingerprint bytea not null unique,
    rejected_at timestamptz not null,
    resolved_at timestamptz
);
create index quarantine_open on quarantine (source_id, rejected_at) where resolved_at is null;

-- The base map: what lies under the calls. layer is street, water or park; class orders streets
-- (arterial, collector, local).
create table base_feature (
    feature_id integer generated always as identity primary key,
    layer text not null check (layer in ('street', 'water', 'park')),
    class text not null,
    name text,
    shape geometry(Geometry, 4326) not null
);
create index base_feature_shape on base_feature using gist (shape);

-- Facts about this installation, such as the demo city's first day.
create table installation (
    key text primary key,
    value jsonb not null
);

-- Where a load puts its rows before they are merged: gone at the end of the transaction.
create function prepare_call_stage() returns void language plpgsql as $$
begin
    create temporary table call_stage (
        row_number bigint, call_id bigint, received_at timestamptz, dispatched_at timestamptz,
        on_scene_at timestamptz, closed_at timestamptz, source_updated_at timestamptz, cell bigint,
        lon double precision, lat double precision, call_type_id integer, area_id integer,
        operational_on date, category call_category, match_type match_type, source_id smallint,
        shift_id smallint, priority smallint, is_on_view boolean, is_area_ambiguous boolean,
        external_id text, priority_text text, disposition text, address text, agency_beat text,
        agency_district text, agency_shift text, other_area_ids integer[]
    ) on commit drop;
    create temporary table call_change (
        like call_stage, stored_call_id bigint, stored_received_at timestamptz
    ) on commit drop;
end $$;

-- Where re-located calls wait for the merge: gone at the end of the transaction.
create function prepare_relocation_stage() returns void language plpgsql as $$
begin
    create temporary table call_relocated (
        call_id bigint, received_at timestamptz, cell bigint, area_id integer,
        is_area_ambiguous boolean, other_area_ids integer[], shift_id smallint, operational_on date
    ) on commit drop;
end $$;
