-- A release whose budget bears nothing any more opens with an empty counter.
alter table claims_quota drop constraint claims_quota_total_check;
alter table claims_quota add constraint claims_quota_total_check check (total >= 0);
