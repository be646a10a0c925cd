create table campaigns_campaign (
  city text not null references cities_city (slug),
  id uuid not null,
  code text not null,
  terms jsonb not null,
  terms_hash text not null check (terms_hash ~ '^[0-9a-f]{64}$'),
  published_at timestamptz not null,
  primary key (city, id),
  unique (city, code)
);
select evenhand_wall('campaigns_campaign', 'select, insert');

-- A dated quota that opens at an hour. Its terms are frozen and hashed when it is scheduled.
create table campaigns_release (
  city text not null,
  id uuid not null,
  campaign_id uuid not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  quota integer not null check (quota > 0),
  terms jsonb not null,
  terms_hash text not null check (terms_hash ~ '^[0-9a-f]{64}$'),
  scheduled_at timestamptz not null,
  primary key (city, id),
  unique (city, campaign_id, opens_at),
  check (closes_at > opens_at),
  foreign key (city, campaign_id) references campaigns_campaign (city, id)
);
select evenhand_wall('campaigns_release', 'select, insert');
