-- The complete schema, for reading and for the test that migrating equals it.
-- Made by: geo-rtcc db schema > sql/schema.sql. The database itself is made by sql/migrations.

-- Functions stand before the tables they name.
SET check_function_bodies = false;

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pgrouting WITH SCHEMA public;

CREATE TYPE public.area_kind AS ENUM (
    'beat',
    'sector',
    'district'
);

CREATE TYPE public.call_category AS ENUM (
    'violence',
    'weapons',
    'property',
    'vehicle',
    'disorder',
    'traffic',
    'welfare',
    'alarm',
    'other'
);

CREATE TYPE public.count_kind AS ENUM (
    'call',
    'on_view'
);

CREATE TYPE public.match_type AS ENUM (
    'given',
    'none'
);

CREATE FUNCTION public.attach_identities(source_id smallint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    name text := 'call_identity_' || source_id;
begin
    execute format('alter table %I add primary key (external_id, source_id)', name);
    execute format(
        'alter table call_identity attach partition %I for values in (%L)', name, source_id
    );
end $$;

CREATE FUNCTION public.begin_identities(source_id smallint) RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
    name text := 'call_identity_' || source_id;
begin
    execute format('create table %I (like call_identity including defaults)', name);
    return name;
end $$;

CREATE FUNCTION public.compact_cell_counts(days date[]) RETURNS void
    LANGUAGE sql
    AS $$
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

CREATE FUNCTION public.ensure_call_partition(month date, indexed boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ensure_identity_partition(source_id smallint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    name text := 'call_identity_' || source_id;
begin
    if to_regclass(name) is null then
        execute format(
            'create table %I partition of call_identity for values in (%L)', name, source_id
        );
    end if;
end $$;

CREATE FUNCTION public.index_call_partition(name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    execute format('alter table %I add primary key (received_at, call_id)', name);
    execute format('create index on %I (cell, received_at)', name);
end $$;

CREATE FUNCTION public.prepare_call_stage() RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.prepare_relocation_stage() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    create temporary table call_relocated (
        call_id bigint, received_at timestamptz, cell bigint, area_id integer,
        is_area_ambiguous boolean, other_area_ids integer[], shift_id smallint, operational_on date
    ) on commit drop;
end $$;

CREATE TABLE public.area (
    area_id integer NOT NULL,
    set_id integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    parent_code text,
    parent_is_computed boolean DEFAULT false NOT NULL,
    outline public.geometry(MultiPolygon,4326) NOT NULL
);

ALTER TABLE public.area ALTER COLUMN area_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.area_area_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.area_set (
    set_id integer NOT NULL,
    kind public.area_kind NOT NULL,
    effective_on date NOT NULL,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

ALTER TABLE public.area_set ALTER COLUMN set_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.area_set_set_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.base_feature (
    feature_id integer NOT NULL,
    layer text NOT NULL,
    class text NOT NULL,
    name text,
    shape public.geometry(Geometry,4326) NOT NULL,
    CONSTRAINT base_feature_layer_check CHECK ((layer = ANY (ARRAY['street'::text, 'water'::text, 'park'::text])))
);

ALTER TABLE public.base_feature ALTER COLUMN feature_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.base_feature_feature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.call_for_service (
    call_id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    dispatched_at timestamp with time zone,
    on_scene_at timestamp with time zone,
    closed_at timestamp with time zone,
    source_updated_at timestamp with time zone,
    cell bigint,
    point public.geometry(Point,4326),
    load_id bigint,
    call_type_id integer NOT NULL,
    area_id integer,
    operational_on date NOT NULL,
    uncertainty_m real,
    category public.call_category NOT NULL,
    match_type public.match_type NOT NULL,
    source_id smallint NOT NULL,
    shift_id smallint,
    priority smallint,
    is_on_view boolean NOT NULL,
    is_area_ambiguous boolean NOT NULL,
    external_id text NOT NULL,
    priority_text text,
    disposition text,
    address text,
    agency_beat text,
    agency_district text,
    agency_shift text,
    other_area_ids integer[]
)
PARTITION BY RANGE (received_at);

CREATE TABLE public.call_identity (
    source_id smallint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    call_id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL
)
PARTITION BY LIST (source_id);

CREATE TABLE public.call_type (
    call_type_id integer NOT NULL,
    source_id smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    category public.call_category NOT NULL
);

ALTER TABLE public.call_type ALTER COLUMN call_type_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.call_type_call_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cell_count (
    operational_on date NOT NULL,
    area_id integer NOT NULL,
    cell bigint NOT NULL,
    shift_id smallint NOT NULL,
    kind public.count_kind NOT NULL,
    category public.call_category NOT NULL,
    n integer NOT NULL
);

CREATE TABLE public.installation (
    key text NOT NULL,
    value jsonb NOT NULL
);

CREATE TABLE public.load_run (
    load_id bigint NOT NULL,
    what text NOT NULL,
    source_id smallint,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    summary jsonb
);

ALTER TABLE public.load_run ALTER COLUMN load_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.load_run_load_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quarantine (
    quarantine_id bigint NOT NULL,
    source_id smallint NOT NULL,
    load_id bigint,
    kind text NOT NULL,
    row_number bigint NOT NULL,
    field_name text NOT NULL,
    reason text NOT NULL,
    raw jsonb NOT NULL,
    fingerprint bytea NOT NULL,
    rejected_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone
);

ALTER TABLE public.quarantine ALTER COLUMN quarantine_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_migration (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.shift (
    shift_id smallint NOT NULL,
    plan_id smallint NOT NULL,
    ordinal smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    start_minute smallint NOT NULL,
    end_minute smallint NOT NULL,
    dated_by text NOT NULL,
    CONSTRAINT shift_dated_by_check CHECK ((dated_by = ANY (ARRAY['start'::text, 'end'::text]))),
    CONSTRAINT shift_end_minute_check CHECK (((end_minute >= 0) AND (end_minute <= 1439))),
    CONSTRAINT shift_start_minute_check CHECK (((start_minute >= 0) AND (start_minute <= 1439)))
);

CREATE TABLE public.shift_plan (
    plan_id smallint NOT NULL,
    code text NOT NULL,
    zone text NOT NULL,
    effective_on date NOT NULL,
    closed text NOT NULL,
    "precision" text NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    CONSTRAINT shift_plan_closed_check CHECK ((closed = ANY (ARRAY['start'::text, 'end'::text]))),
    CONSTRAINT shift_plan_precision_check CHECK (("precision" = ANY (ARRAY['exact'::text, 'minute'::text])))
);

ALTER TABLE public.shift_plan ALTER COLUMN plan_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.shift_plan_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.shift ALTER COLUMN shift_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.shift_shift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.source (
    source_id smallint NOT NULL,
    code text NOT NULL,
    zone text NOT NULL
);

ALTER TABLE public.source ALTER COLUMN source_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.source_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_pkey PRIMARY KEY (area_id);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_set_id_code_key UNIQUE (set_id, code);

ALTER TABLE ONLY public.area_set
    ADD CONSTRAINT area_set_kind_effective_on_key UNIQUE (kind, effective_on);

ALTER TABLE ONLY public.area_set
    ADD CONSTRAINT area_set_pkey PRIMARY KEY (set_id);

ALTER TABLE ONLY public.base_feature
    ADD CONSTRAINT base_feature_pkey PRIMARY KEY (feature_id);

ALTER TABLE ONLY public.call_identity
    ADD CONSTRAINT call_identity_pkey PRIMARY KEY (external_id, source_id);

ALTER TABLE ONLY public.call_type
    ADD CONSTRAINT call_type_pkey PRIMARY KEY (call_type_id);

ALTER TABLE ONLY public.call_type
    ADD CONSTRAINT call_type_source_id_code_key UNIQUE (source_id, code);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.load_run
    ADD CONSTRAINT load_run_pkey PRIMARY KEY (load_id);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_fingerprint_key UNIQUE (fingerprint);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_pkey PRIMARY KEY (shift_id);

ALTER TABLE ONLY public.shift_plan
    ADD CONSTRAINT shift_plan_effective_on_key UNIQUE (effective_on);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_plan_id_code_key UNIQUE (plan_id, code);

ALTER TABLE ONLY public.shift_plan
    ADD CONSTRAINT shift_plan_pkey PRIMARY KEY (plan_id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_code_key UNIQUE (code);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (source_id);

CREATE INDEX area_outline ON public.area USING gist (outline);

CREATE INDEX base_feature_shape ON public.base_feature USING gist (shape);

CREATE INDEX cell_count_operational_on ON public.cell_count USING brin (operational_on) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX quarantine_open ON public.quarantine USING btree (source_id, rejected_at) WHERE (resolved_at IS NULL);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.area_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.call_type
    ADD CONSTRAINT call_type_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.load_run
    ADD CONSTRAINT load_run_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_load_id_fkey FOREIGN KEY (load_id) REFERENCES public.load_run(load_id);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.shift_plan(plan_id) ON DELETE CASCADE;
