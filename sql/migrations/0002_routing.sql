-- Ways along streets: driving distance and reach areas are computed in the database.
create extension if not exists pgrouting with schema public;
