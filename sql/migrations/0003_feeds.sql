-- Live feeds: plate reads and hits, hot lists, cameras, units and their positions, the outbox that
-- tells readers what has changed, and how long each kind of data is kept.
-- Points are EPSG:4326 (lon, lat). Instants are timestamptz. H3 cells are resolution 9 as bigint.
alter type match_type add value 'camera';   -- where the read's camera stands
alter type count_kind add value 'read';
alter type count_kind add value 'hit';

create type ncic_file as enum (
    'vehicle', 'license_plate', 'wanted_person', 'protection_order',
    'extreme_risk_protection_order', 'missing_person', 'gang', 'threat_screening_center',
    'supervised_release', 'sex_offender_registry', 'immigration_violator', 'protective_interest',
    'violent_person'
);
create type match_kind as enum ('exact', 'look_alike');
create type state_match as enum ('same', 'unknown', 'different');
create type hit_status as enum ('unverified', 'confirmed', 'rejected');

-- Quarantined records of feeds: which parser reads their payload.
alter table quarantine add column format text;

-- Calls of live feeds: the units assigned, in order of dispatch.
alter table call_for_service add column unit_ids integer[];

-- A source's identities: two feeds may name a new source at the same time.
create or replace function ensure_identity_partition(source_id smallint) returns void
language plpgsql as $$
declare
    name text := 'call_identity_' || source_id;
begin
    if to_regclass(name) is not null then
        return;
    end if;
    -- another transaction may be making it; to_regclass would still answer from before the wait
    perform pg_advisory_xact_lock(hashtext('call_identity'), source_id);
    if not exists (
        select from pg_inherits
        inner join pg_class on oid = inhrelid
        where inhparent = 'call_identity'::regclass and relname = name
    ) then
        execute format(
            'create table %I partition of call_identity for values in (%L)', name, source_id
        );
    end if;
end $$;

-- Units and cameras, created by the first record that names them.
create table unit (
    unit_id integer generated always as identity primary key,
    source_id smallint not null references source,
    external_id text not null,
    call_sign text,
    kind text,
    unique (source_id, external_id)
);

create table camera (
    camera_id integer generated always as identity primary key,
    source_id smallint not null references source,
    external_id text not null,
    name text,
    is_mobile boolean not null default false,
    point geometry(Point, 4326),
    heading_deg real,
    unit_id integer references unit,
    changed_at timestamptz not null,
    unique (source_id, external_id)
);

-- Partitions by time whose width follows how long their kind is kept. The row of a partition says
-- which instants it holds: [low_at, high_at).
create table data_partition (
    name text primary key,
    kind text not null,
    low_at timestamptz not null,
    high_at timestamptz not null,
    check (low_at < high_at)
);
create index data_partition_kind on data_partition (kind, low_at);

-- How long each kind is kept; null for ever. width is that of the partitions still to be made.
create table retention (
    kind text primary key check (
        kind in ('plate_read', 'hit', 'avl_fix', 'outbox', 'call_for_service', 'quarantine')
    ),
    keep interval check (keep > interval '0'),
    width interval not null check (width > interval '0')
);
insert into retention (kind, keep, width) values
    ('plate_read', '30 days', '1 day'),
    ('hit', '365 days', '7 days'),
    ('avl_fix', '30 days', '1 day'),
    ('outbox', '2 days', '1 hour'),
    ('call_for_service', null, '1 month'),
    ('quarantine', '30 days', '1 day');

-- One row a detection. A sighting is a plate's reads by one camera within a few seconds of each
-- other: sighting_id is the read_id of its first read, so the reads where both are equal are the
-- sightings. No foreign keys and no GiST index, for the reasons given at call_for_service.
create table plate_read (
    read_id bigint not null,        -- the run's id in the upper 32 bits, a counter in the lower
    sighting_id bigint not null,
    captured_at timestamptz not null,
    stored_at timestamptz not null,
    cell bigint,
    point geometry(Point, 4326),
    camera_id integer,
    area_id integer,
    operational_on date not null,
    confidence real,                -- 0 to 1, the camera's own
    state_confidence real,
    heading_deg real,
    source_id smallint not null,
    shift_id smallint,
    match_type match_type not null,
    is_area_ambiguous boolean not null,
    external_id text collate "C" not null,
    plate text collate "C" not null,  -- normalised; plate_text as the camera sent it
    plate_text text not null,
    state text,
    state_text text,
    vehicle_make text,
    vehicle_model text,
    vehicle_color text,
    vehicle_type text,
    image_url text,
    vendor_alert text,
    candidates text[]
) partition by range (captured_at);

-- A read that matches a hot-list entry. It carries what it needs of both, because reads live
-- shorter than hits and entries leave their list. Unverified until a person has looked.
create table hit (
    hit_id bigint not null,
    captured_at timestamptz not null,
    stored_at timestamptz not null,
    read_id bigint not null,
    sighting_id bigint not null,
    entry_id bigint not null,
    list_id smallint not null,
    match_kind match_kind not null,
    state_match state_match not null,
    probability real not null,      -- that the vehicle bears the entry's plate
    status hit_status not null default 'unverified',
    status_at timestamptz,
    status_by text,
    is_suppressed boolean not null,
    priority smallint,
    cell bigint,
    point geometry(Point, 4326),
    camera_id integer,
    area_id integer,
    operational_on date not null,
    shift_id smallint,
    match_type match_type not null,
    confidence real,
    source_id smallint not null,
    ncic_file ncic_file,
    plate text collate "C" not null,
    state text,
    entry_plate text collate "C" not null,
    entry_state text,
    category text,
    reason text,
    case_number text,
    image_url text
) partition by range (captured_at);

-- Where units were. (unit, instant) is one fix.
create table avl_fix (
    unit_id integer not null,
    fix_at timestamptz not null,
    stored_at timestamptz not null,
    point geometry(Point, 4326) not null,
    cell bigint not null,
    area_id integer,
    operational_on date not null,
    shift_id smallint,
    is_area_ambiguous boolean not null,
    speed_mps real,
    heading_deg real,
    accuracy_m real,
    status text
) partition by range (fix_at);

-- Where each unit was last.
create table unit_position (
    unit_id integer primary key,
    fix_at timestamptz not null,
    stored_at timestamptz not null,
    point geometry(Point, 4326) not null,
    cell bigint not null,
    area_id integer,
    speed_mps real,
    heading_deg real,
    accuracy_m real,
    status text
) with (fillfactor = 50);

-- What has changed, in order of commit: a reader that has seen outbox_id n asks for those above n.
-- One row a call, a hit or a list; one row a commit for reads and fixes, n of them, whose record ids
-- (reads only) end with record_id and whose instants lie in [from_at, to_at].
create sequence outbox_outbox_id_seq;
create table outbox (
    outbox_id bigint not null default nextval('outbox_outbox_id_seq'),
    at timestamptz not null,
    topic text not null,
    record_id bigint,
    from_at timestamptz,
    to_at timestamptz,
    n integer not null default 1
) partition by range (at);

create function index_data_partition(kind text, name text) returns void language plpgsql as $$
begin
    case kind
    when 'plate_read' then
        execute format('alter table %I add unique (external_id, source_id)', name);
        execute format('alter table %I add primary key (read_id)', name);
        execute format('create index on %I (plate, captured_at)', name);
        execute format('create index on %I (cell, captured_at)', name);
    when 'hit' then
        execute format('alter table %I add unique (sighting_id, entry_id, is_suppressed)', name);
        execute format('alter table %I add primary key (hit_id)', name);
        execute format('create index on %I (captured_at)', name);
        execute format('create index on %I (plate, captured_at)', name);
        execute format('create index on %I (entry_id, captured_at)', name);
    when 'avl_fix' then
        execute format('alter table %I add primary key (unit_id, fix_at)', name);
        execute format('create index on %I (cell, fix_at)', name);
    when 'outbox' then
        execute format('alter table %I add primary key (outbox_id)', name);
    end case;
end $$;

-- Make sure that the partitions that hold [from_at, to_at] exist; returns how many are new.
-- They are aligned to their width, and cut where one of another width is already there.
create function ensure_data_partitions(wanted text, from_at timestamptz, to_at timestamptz)
returns integer language plpgsql as $$
declare
    step interval;
    at timestamptz := from_at;
    low timestamptz;
    high timestamptz;
    name text;
    made integer := 0;
begin
    if from_at is null or to_at is null or not (isfinite(from_at) and isfinite(to_at)) then
        raise exception 'partitions need finite instants';
    end if;
    select width into strict step from retention where kind = wanted;
    while at <= to_at loop
        select high_at into high from data_partition
        where kind = wanted and low_at <= at and high_at > at;
        if not found then
            -- another transaction may be making it; what it made is seen after the wait
            perform pg_advisory_xact_lock(hashtext('data_partition'), hashtext(wanted));
            select high_at into high from data_partition
            where kind = wanted and low_at <= at and high_at > at;
        end if;
        if not found then
            -- an origin before every instant: date_bin was wrong on the other side of it until 15.6
            low := date_bin(step, at, '0001-01-01 00:00:00+00');
            high := low + step;
            select greatest(low, max(high_at)) into low from data_partition
            where kind = wanted and high_at <= at and high_at > low;
            select least(high, min(low_at)) into high from data_partition
            where kind = wanted and low_at > at and low_at < high;
            name := wanted || to_char(low at time zone 'UTC', '_YYYYMMDD"T"HH24MISS');
            -- attached, because creating it as a partition would make readers wait
            execute format(
                'create table %I (like %I including defaults including constraints)', name, wanted
            );
            perform index_data_partition(wanted, name);
            execute format(
                'alter table %I attach partition %I for values from (%L) to (%L)',
                wanted, name, low, high
            );
            insert into data_partition values (name, wanted, low, high);
            made := made + 1;
        end if;
        at := high;
    end loop;
    return made;
end $$;

-- Hot lists. Entries that leave their list stay, with the instant they left, because hits name them.
create table hot_list (
    list_id smallint generated always as identity primary key,
    code text not null unique,
    as_of timestamptz,              -- when the list says that it was made
    replaced_at timestamptz,        -- the last full replacement
    changed_at timestamptz not null,
    stale_after interval not null default '24 hours'
);

create table hot_list_entry (
    entry_id bigint generated always as identity primary key,
    list_id smallint not null references hot_list,
    external_id text collate "C" not null,
    plate text collate "C" not null,
    plate_text text not null,
    state text,
    state_text text,
    category text,
    ncic_file ncic_file,
    priority smallint,
    reason text,
    case_number text,
    vehicle text,
    effective_at timestamptz,
    expires_at timestamptz,
    added_at timestamptz not null,
    removed_at timestamptz
);
create unique index hot_list_entry_current on hot_list_entry (list_id, external_id)
where removed_at is null;
create index hot_list_entry_plate on hot_list_entry (plate);

-- Entries that keep matching wrongly: hits of plate (and state) are marked as suppressed, for all
-- reads or only for those of read_plate. Kept by plate, so a replaced list doesn't undo it.
create table hot_list_suppression (
    suppression_id integer generated always as identity primary key,
    list_id smallint references hot_list,   -- null: whatever the list
    plate text collate "C" not null,
    state text,
    read_plate text collate "C",
    reason text not null,
    suppressed_by text not null,
    from_at timestamptz not null,
    until_at timestamptz
);

-- Counts up with every change of any list or suppression: whoever matches reads by an index in
-- memory asks, in the transaction that stores them, whether it is still the latest.
create table hot_list_version (version bigint not null);
insert into hot_list_version values (0);

-- Per source and kind of record, what came and when: the age of the data.
create table feed_state (
    source_id smallint not null references source,
    kind text not null,
    last_record_at timestamptz,     -- the newest record's own instant
    last_stored_at timestamptz not null,
    added bigint not null default 0,
    updated bigint not null default 0,
    repeated bigint not null default 0,
    stale bigint not null default 0,
    expired bigint not null default 0,
    rejected bigint not null default 0,
    primary key (source_id, kind)
) with (fillfactor = 50);

-- What a case holds outlives its retention: matching rows move to the held_ tables before their
-- partition is dropped. Which columns select depends on kind: plate for reads and hits, external_id
-- for calls (source and external id) and fixes (a unit's).
create table case_hold (
    hold_id integer generated always as identity primary key,
    case_number text not null,
    kind text not null check (kind in ('plate_read', 'hit', 'avl_fix', 'call_for_service')),
    plate text collate "C",
    source_id smallint references source,
    external_id text,
    from_at timestamptz,
    to_at timestamptz,
    reason text not null,
    placed_by text not null,
    placed_at timestamptz not null,
    released_at timestamptz,
    released_by text,
    check ((plate is not null) = (kind in ('plate_read', 'hit'))),
    check ((external_id is not null) = (kind in ('avl_fix', 'call_for_service')))
);
create table held_plate_read (like plate_read, primary key (read_id));
create table held_hit (like hit, primary key (hit_id));
create table held_avl_fix (like avl_fix, primary key (unit_id, fix_at));
create table held_call_for_service (like call_for_service, primary key (call_id));
create index on held_plate_read (plate, captured_at);
create index on held_hit (plate, captured_at);
create index on held_call_for_service (received_at);

-- All that is kept, whether it is still within its retention or a case holds it.
create view kept_plate_read as select * from plate_read union all select * from held_plate_read;
create view kept_hit as select * from hit union all select * from held_hit;
create view kept_avl_fix as select * from avl_fix union all select * from held_avl_fix;
create view kept_call_for_service as
select * from call_for_service union all select * from held_call_for_service;

-- What retention did: one row a partition dropped, or a batch of rows deleted.
create table retention_log (
    log_id bigint generated always as identity primary key,
    ran_at timestamptz not null,
    kind text not null,
    partition_name text,
    low_at timestamptz,
    high_at timestamptz,
    rows_dropped bigint not null,
    rows_held bigint not null       -- of the rows that left, those moved to a held_ table
);
create index retention_log_ran_at on retention_log (ran_at);
create index quarantine_rejected_at on quarantine (rejected_at);

-- Who changed what is kept: one row a change of keep (old and new value), a hold or its release.
create table retention_change (
    change_id bigint generated always as identity primary key,
    changed_at timestamptz not null,
    changed_by text not null,
    what text not null check (what in ('keep', 'hold', 'release')),
    kind text not null,
    hold_id integer references case_hold,
    old_value text,
    new_value text
);

-- What the worker did last, by task; error is null after a run that went well, failures counts
-- those in a row that did not.
create table worker_task (
    name text primary key,
    ran_at timestamptz not null,
    took_ms integer not null,
    due_at timestamptz not null,
    failures integer not null,
    error text
);

-- Stages that live as long as their connection and are emptied by every commit: a transaction every
-- few milliseconds must not create tables.
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
        unit_ids integer[]
    ) on commit delete rows;
    create temporary table call_change (
        like call_stage, stored_call_id bigint, stored_received_at timestamptz
    ) on commit delete rows;
    create index on call_change (row_number);
end $$;

create function prepare_read_stage() returns void language plpgsql as $$
begin
    if to_regclass('pg_temp.read_stage') is not null then
        return;
    end if;
    create temporary table read_stage (like plate_read, batch integer) on commit delete rows;
    create temporary table hit_stage (
        hit_id bigint, read_id bigint, entry_id bigint, match_kind match_kind,
        state_match state_match, probability real, is_suppressed boolean
    ) on commit delete rows;
end $$;

create function prepare_fix_stage() returns void language plpgsql as $$
begin
    if to_regclass('pg_temp.fix_stage') is not null then
        return;
    end if;
    create temporary table fix_stage (like avl_fix, batch integer) on commit delete rows;
end $$;
