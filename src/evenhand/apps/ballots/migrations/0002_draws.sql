-- A draw: its rules to the byte, and what was fixed, one after another. Nothing of it changes once it is there, save by a void,
-- which stays on record and begins the next attempt.
create table ballots_draw (
  city text not null,
  id uuid not null,
  release_id uuid not null,
  code text not null,  -- `draw_id` of the rules
  series text not null,
  rules bytea not null,
  rules_hash bytea not null check (length(rules_hash) = 32),
  state text not null check (state in ('proposed', 'published', 'frozen', 'sealed', 'drawn')),
  attempt integer not null default 0 check (attempt >= 0),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  approval_id uuid not null,
  published_at timestamptz,
  record bytea,
  seal bytea,
  seal_signature bytea,
  primary key (city, id),
  unique (city, code),
  unique (city, release_id),
  foreign key (city, release_id) references campaigns_release (city, id)
);
select evenhand_wall('ballots_draw', 'select, insert, update (state, attempt, published_at, record, seal, seal_signature)');

-- Who takes part under which label. The only place that knows; it is never published.
create table ballots_entrant (
  city text not null,
  draw_id uuid not null,
  person bytea not null check (length(person) = 16),
  label bytea not null check (length(label) = 16),
  household bytea not null check (length(household) = 16),
  district text not null,
  claim_id uuid not null,
  seq integer not null,  -- of the leaf that counts
  code text not null,
  withdrawn_at timestamptz,
  rolled integer not null default 0 check (rolled >= 0),
  primary key (city, draw_id, person),
  unique (city, draw_id, label),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
create index ballots_entrant_code on ballots_entrant (city, code);
select evenhand_wall('ballots_entrant');

-- The log: appended, never changed. A receipt is the signature over a leaf's place and time.
create table ballots_leaf (
  city text not null,
  draw_id uuid not null,
  seq integer not null check (seq >= 0),
  leaf bytea not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  claim_id uuid,  -- null: withdrawn
  unix_ms bigint not null,
  receipt bytea not null check (length(receipt) = 64),
  primary key (city, draw_id, seq),
  unique (city, draw_id, claim_id),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_leaf', 'select, insert');

create table ballots_head (
  city text not null,
  draw_id uuid not null,
  number integer not null check (number >= 0),
  size integer not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  unix_ms bigint not null,
  record bytea not null check (length(record) = 32),
  signature bytea not null check (length(signature) = 64),
  primary key (city, draw_id, number),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_head', 'select, insert');

-- What officials said, signed on their own machines: promises before the freeze, values before the seal, voids after.
create table ballots_word (
  city text not null,
  draw_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('commit', 'reveal')),
  number integer not null check (number >= 0),
  value bytea not null check (length(value) = 32),
  signature bytea not null check (length(signature) = 64),
  said_by uuid not null,
  said_at timestamptz not null,
  primary key (city, id),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
create unique index ballots_word_commit on ballots_word (city, draw_id, number) where kind = 'commit';
select evenhand_wall('ballots_word', 'select, insert');

-- Where what is fixed also lies, outside of this database.
create table ballots_anchor (
  city text not null,
  draw_id uuid not null,
  kind text not null check (kind in ('freeze', 'seal')),
  place text not null,
  digest bytea not null check (length(digest) = 32),
  proof text not null,
  anchored_at timestamptz not null,
  primary key (city, draw_id, kind, place),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_anchor', 'select, insert');

-- One result an attempt: the database itself refuses a second.
create table ballots_result (
  city text not null,
  draw_id uuid not null,
  attempt integer not null,
  beacon text not null,
  source text not null,
  ikm bytea not null,
  salt bytea not null check (length(salt) = 32),
  log_root bytea not null check (length(log_root) = 32),
  result_root bytea not null check (length(result_root) = 32),
  entrants integer not null check (entrants >= 0),
  cutoffs bytea[] not null,
  sizes integer[] not null,
  signature bytea not null check (length(signature) = 64),
  drawn_at timestamptz not null,
  primary key (city, draw_id, attempt),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_result', 'select, insert');

create table ballots_row (
  city text not null,
  draw_id uuid not null,
  attempt integer not null,
  rank integer not null check (rank > 0),
  label bytea not null check (length(label) = 16),
  packed bytea not null,
  primary key (city, draw_id, attempt, rank),
  unique (city, draw_id, attempt, label),
  foreign key (city, draw_id, attempt) references ballots_result (city, draw_id, attempt)
);
select evenhand_wall('ballots_row', 'select, insert');

create table ballots_void (
  city text not null,
  draw_id uuid not null,
  attempt integer not null,
  raw bytea not null,
  signatures jsonb not null,
  voided_at timestamptz not null,
  primary key (city, draw_id, attempt),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_void', 'select, insert');

-- Which right came from which row of a result; one a label and attempt. `freed_by`: whose place an alternate was offered.
create table ballots_offer (
  city text not null,
  entitlement_id uuid not null,
  draw_id uuid not null,
  attempt integer not null,
  label bytea not null check (length(label) = 16),
  category integer not null,
  round integer not null default 0 check (round >= 0),
  freed_by uuid,
  claim_id uuid not null,  -- that it becomes, once it is taken
  offered_at timestamptz not null,
  primary key (city, entitlement_id),
  unique (city, draw_id, attempt, label),
  unique (city, freed_by),
  unique (city, claim_id),
  foreign key (city, entitlement_id) references claims_entitlement (city, id)
);
select evenhand_wall('ballots_offer', 'select, insert');

-- Losses in a row of a series, and the classes a person's evidence was checked for.
create table ballots_streak (
  city text not null,
  series text not null,
  person bytea not null check (length(person) = 16),
  losses integer not null check (losses >= 0),
  draw_id uuid not null,
  primary key (city, series, person)
);
select evenhand_wall('ballots_streak', 'select, insert, update (losses, draw_id)');

create table ballots_evidence (
  city text not null,
  person bytea not null check (length(person) = 16),
  code text not null,
  checked_by uuid not null,
  checked_at timestamptz not null,
  primary key (city, person, code)
);
select evenhand_wall('ballots_evidence', 'select, insert, delete');

-- The beacon's round, verified before it is kept: one an attempt.
create table ballots_round (
  city text not null,
  draw_id uuid not null,
  attempt integer not null,
  number bigint not null check (number > 0),
  signature bytea not null check (length(signature) = 48),
  source text not null,
  brought_at timestamptz not null,
  primary key (city, draw_id, attempt),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_round', 'select, insert');
