-- How a notice is brought: as a short message, or by a call that reads it aloud. One cause may lead to both.
alter table notices_notice add column medium text not null default 'sms' check (medium in ('sms', 'voice'));
