-- What exactly was asked for, so that who approves it reads it and what is done is that and nothing else.
alter table cities_approval add column change jsonb not null default '{}';
alter table cities_approval add column declined_at timestamptz;
alter table cities_approval add check (declined_at is null or approver is not null);
grant update (declined_at) on cities_approval to evenhand_app;
