-- Words to everybody, which two officials agreed on; the id is that of their approval, so that it is posted once.
create table notices_announcement (
  city text not null,
  id uuid not null,
  zh text not null check (length(zh) between 1 and 500),
  en text not null check (length(en) between 1 and 500),
  public boolean not null,
  receivers integer not null check (receivers >= 0),
  posted_at timestamptz not null,
  until timestamptz not null check (until > posted_at),
  primary key (city, id),
  check (public or receivers > 0)
);
create index notices_announcement_public on notices_announcement (city, until) where public;
select evenhand_wall('notices_announcement', 'select, insert');
