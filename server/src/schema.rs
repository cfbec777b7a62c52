//! The tables, as diesel knows them. Follows `migrations/`; a test compares the two.

diesel::table! {
    users (id) {
        id -> Text,
        role -> Text,
        username -> Text,
        username_key -> Text,
        email -> Text,
        email_key -> Text,
        password_hash -> Text,
        display_name -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        awaiting_approval_since -> Nullable<BigInt>,
        approved_at -> Nullable<BigInt>,
        flag_reason -> Nullable<Text>,
        flagged_at -> Nullable<BigInt>,
        flagged_by -> Nullable<Text>,
        locale -> Text,
        time_zone -> Text,
        email_verified_at -> Nullable<BigInt>,
        terms_accepted_at -> Nullable<BigInt>,
        last_login_at -> Nullable<BigInt>,
        last_seen_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        terms_accepted_version -> Nullable<BigInt>,
        webhooks -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        token_hash -> Text,
        previous_hash -> Nullable<Text>,
        rotated_at -> BigInt,
        user_agent -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    email_tokens (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        purpose -> Text,
        email -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    niches (slug) {
        slug -> Text,
        name -> Text,
        retired_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    influencer_profiles (user_id) {
        user_id -> Text,
        bio -> Text,
        category -> Text,
        country -> Nullable<Text>,
        languages -> Text,
        avatar -> Nullable<Text>,
        rate_card -> Text,
        portfolio -> Text,
        available -> BigInt,
        accepts_messages -> BigInt,
        reach -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        rating_total -> BigInt,
        rating_count -> BigInt,
    }
}

diesel::table! {
    influencer_niches (user_id, niche) {
        user_id -> Text,
        niche -> Text,
    }
}

diesel::table! {
    channels (id) {
        id -> Text,
        user_id -> Text,
        platform -> Text,
        handle -> Text,
        url -> Text,
        followers -> BigInt,
        average_views -> BigInt,
        engagement -> BigInt,
        confirmed_at -> BigInt,
    }
}

diesel::table! {
    sponsor_profiles (user_id) {
        user_id -> Text,
        kind -> Text,
        industry -> Text,
        website -> Text,
        description -> Text,
        logo -> Nullable<Text>,
        country -> Nullable<Text>,
        yearly_budget_min -> Nullable<BigInt>,
        yearly_budget_max -> Nullable<BigInt>,
        yearly_budget_currency -> Nullable<Text>,
        updated_at -> BigInt,
        version -> BigInt,
        rating_total -> BigInt,
        rating_count -> BigInt,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Text,
        sponsor_id -> Text,
        title -> Text,
        description -> Text,
        goals -> Text,
        image -> Nullable<Text>,
        start_date -> Text,
        end_date -> Text,
        time_zone -> Text,
        budget -> BigInt,
        currency -> Text,
        committed -> BigInt,
        spent -> BigInt,
        visibility -> Text,
        min_followers -> BigInt,
        platforms -> Text,
        countries -> Text,
        languages -> Text,
        disclosure -> Text,
        status -> Text,
        flag_reason -> Nullable<Text>,
        flagged_at -> Nullable<BigInt>,
        flagged_by -> Nullable<Text>,
        negotiated_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    campaign_niches (campaign_id, niche) {
        campaign_id -> Text,
        niche -> Text,
    }
}

diesel::table! {
    ad_requests (id) {
        id -> Text,
        campaign_id -> Text,
        sponsor_id -> Text,
        influencer_id -> Text,
        direction -> Text,
        status -> Text,
        awaiting -> Nullable<Text>,
        revision -> BigInt,
        payment -> BigInt,
        currency -> Text,
        expires_at -> Nullable<BigInt>,
        time_left -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        close_reason -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    revisions (ad_request_id, number) {
        ad_request_id -> Text,
        number -> BigInt,
        made_by -> Text,
        author_id -> Text,
        message -> Text,
        terms -> Text,
        brief -> Text,
        disclosure -> Text,
        hash -> Text,
        created_at -> BigInt,
        message_commitment -> Nullable<Text>,
        message_salt -> Nullable<Text>,
    }
}

diesel::table! {
    collaborations (id) {
        id -> Text,
        ad_request_id -> Text,
        campaign_id -> Text,
        sponsor_id -> Text,
        influencer_id -> Text,
        status -> Text,
        payment -> BigInt,
        currency -> Text,
        revision -> BigInt,
        terms_hash -> Text,
        accepted_by -> Text,
        funding_due_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        asked_by -> Nullable<Text>,
        asked_at -> Nullable<BigInt>,
        asked_until -> Nullable<BigInt>,
        asked_reason -> Nullable<Text>,
        resolution -> Nullable<Text>,
        resolution_note -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        lapses_at -> Nullable<BigInt>,
        stopped_at -> Nullable<BigInt>,
        sponsor_due_at -> Nullable<BigInt>,
        influencer_due_at -> Nullable<BigInt>,
        exclusivity_days -> BigInt,
        exclusive_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    deliverables (id) {
        id -> Text,
        collaboration_id -> Text,
        position -> BigInt,
        kind -> Text,
        platform -> Text,
        due_date -> Text,
        note -> Text,
        amount -> BigInt,
        status -> Text,
        deadline_at -> Nullable<BigInt>,
        revisions_used -> BigInt,
        released -> BigInt,
        refunded -> BigInt,
        submitted_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        post_url -> Nullable<Text>,
        waiting_since -> Nullable<BigInt>,
        rights_until -> Nullable<BigInt>,
        rights_alert_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        deliverable_id -> Text,
        number -> BigInt,
        caption -> Text,
        url -> Nullable<Text>,
        note -> Text,
        caption_hash -> Text,
        disclosed -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    attachments (id) {
        id -> Text,
        owner_id -> Text,
        submission_id -> Nullable<Text>,
        position -> BigInt,
        name -> Text,
        media_type -> Text,
        size -> BigInt,
        created_at -> BigInt,
        stored_at -> Nullable<BigInt>,
        message_id -> Nullable<Text>,
    }
}

diesel::table! {
    conversations (id) {
        id -> Text,
        sponsor_id -> Text,
        influencer_id -> Text,
        last_position -> BigInt,
        sponsor_read -> BigInt,
        influencer_read -> BigInt,
        sponsor_read_at -> Nullable<BigInt>,
        influencer_read_at -> Nullable<BigInt>,
        sponsor_told -> BigInt,
        influencer_told -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        conversation_id -> Text,
        position -> BigInt,
        author_id -> Text,
        body -> Text,
        words -> Text,
        topic_kind -> Nullable<Text>,
        topic_id -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    attachment_tickets (token_hash) {
        token_hash -> Text,
        attachment_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    work_events (id) {
        id -> Text,
        collaboration_id -> Text,
        deliverable_id -> Nullable<Text>,
        what -> Text,
        made_by -> Text,
        actor_id -> Nullable<Text>,
        note -> Text,
        created_at -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    agreements (collaboration_id) {
        collaboration_id -> Text,
        code -> Text,
        terms_hash -> Text,
        sponsor_name -> Text,
        influencer_name -> Text,
        offered_by -> Text,
        offered_at -> BigInt,
        accepted_at -> BigInt,
        hash -> Text,
        signature -> Text,
        sponsor_commitment -> Nullable<Text>,
        sponsor_salt -> Nullable<Text>,
        influencer_commitment -> Nullable<Text>,
        influencer_salt -> Nullable<Text>,
    }
}

diesel::table! {
    reviews (id) {
        id -> Text,
        collaboration_id -> Text,
        made_by -> Text,
        author_id -> Text,
        subject_id -> Text,
        rating -> BigInt,
        comment -> Text,
        created_at -> BigInt,
        due_at -> BigInt,
        shown_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ledger_accounts (id) {
        id -> Text,
        kind -> Text,
        owner -> Text,
        currency -> Text,
        balance -> BigInt,
        bounded -> BigInt,
    }
}

diesel::table! {
    ledger_transactions (id) {
        id -> Text,
        cause -> Text,
        kind -> Text,
        currency -> Text,
        amount -> BigInt,
        collaboration_id -> Nullable<Text>,
        deliverable_id -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    ledger_entries (account_id, transaction_id) {
        account_id -> Text,
        transaction_id -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (scope, key) {
        scope -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> BigInt,
        location -> Nullable<Text>,
        body -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Text,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        action -> Text,
        subject_type -> Text,
        subject_id -> Text,
        detail -> Text,
        position -> Nullable<BigInt>,
        actor_role -> Nullable<Text>,
        address -> Nullable<Text>,
        salt -> Nullable<Text>,
        commitment -> Nullable<Text>,
        hash -> Nullable<Text>,
    }
}

diesel::table! {
    search_change (id) {
        id -> Text,
        seq -> Nullable<BigInt>,
        kind -> Text,
        subject_id -> Text,
    }
}

diesel::table! {
    search_counter (only_row) {
        only_row -> BigInt,
        last_seq -> BigInt,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        user_id -> Text,
        notice -> Text,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notification_preferences (user_id) {
        user_id -> Text,
        reminder_hour -> BigInt,
        google_chat_webhook_url -> Nullable<Text>,
        channels -> Text,
        updated_at -> BigInt,
        version -> BigInt,
        email_pace -> Text,
    }
}

diesel::table! {
    event_logs (user_id) {
        user_id -> Text,
        position -> BigInt,
        event -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    events (user_id, position) {
        user_id -> Text,
        position -> BigInt,
        event -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    digest_entries (id) {
        id -> Text,
        user_id -> Text,
        notice -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    reports (user_id, month) {
        user_id -> Text,
        month -> Text,
        figures -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    exports (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        status -> Text,
        row_count -> BigInt,
        total -> BigInt,
        size -> Nullable<BigInt>,
        file -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    daily_reminders (user_id, day) {
        user_id -> Text,
        day -> Text,
        sent_at -> BigInt,
    }
}

diesel::table! {
    export_tickets (token_hash) {
        token_hash -> Text,
        export_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    daily_reminder_mark (only_row) {
        only_row -> BigInt,
        handled_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    deadline_reminders (subject_id, round, nudge) {
        subject_id -> Text,
        round -> BigInt,
        nudge -> Text,
        sent_at -> BigInt,
    }
}

diesel::table! {
    payments (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        amount -> BigInt,
        currency -> Text,
        status -> Text,
        provider -> Text,
        method -> Nullable<Text>,
        provider_ref -> Nullable<Text>,
        failure -> Nullable<Text>,
        card_brand -> Nullable<Text>,
        card_last4 -> Nullable<Text>,
        next_url -> Nullable<Text>,
        deadline_at -> BigInt,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    payout_destinations (user_id) {
        user_id -> Text,
        provider -> Text,
        token -> Text,
        holder -> Nullable<Text>,
        country -> Nullable<Text>,
        last4 -> Nullable<Text>,
        identity -> Text,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    provider_events (id) {
        id -> Text,
        provider -> Text,
        received_at -> BigInt,
    }
}

diesel::table! {
    sandbox_payments (payment_id) {
        payment_id -> Text,
        status -> Text,
        failure -> Nullable<Text>,
        ready_at -> BigInt,
    }
}

diesel::table! {
    billing_details (user_id) {
        user_id -> Text,
        party -> Text,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    invoice_series (series) {
        series -> Text,
        last_number -> BigInt,
    }
}

diesel::table! {
    invoices (id) {
        id -> Text,
        kind -> Text,
        series -> Text,
        number -> BigInt,
        issuer_id -> Nullable<Text>,
        recipient_id -> Text,
        collaboration_id -> Text,
        deliverable_id -> Text,
        amount -> BigInt,
        currency -> Text,
        issuer -> Text,
        recipient -> Text,
        subject -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    blocks (blocker_id, blocked_id) {
        blocker_id -> Text,
        blocked_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit_chain (only_row) {
        only_row -> BigInt,
        position -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    flags (id) {
        id -> Text,
        subject_type -> Text,
        subject_id -> Text,
        owner_id -> Text,
        reason -> Text,
        flagged_by -> Nullable<Text>,
        flagged_at -> BigInt,
        expires_at -> BigInt,
        statement -> Nullable<Text>,
        contested_at -> Nullable<BigInt>,
        contested_until -> Nullable<BigInt>,
        upheld_at -> Nullable<BigInt>,
        upheld_by -> Nullable<Text>,
        note -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        ended_as -> Nullable<Text>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    abuse_reports (id) {
        id -> Text,
        case_id -> Text,
        reporter_id -> Text,
        subject_type -> Text,
        subject_id -> Text,
        owner_id -> Text,
        title -> Text,
        excerpt -> Text,
        reason -> Text,
        comment -> Text,
        created_at -> BigInt,
        verdict -> Nullable<Text>,
        note -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    totp (user_id) {
        user_id -> Text,
        secret -> Text,
        confirmed_at -> Nullable<BigInt>,
        last_step -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    visits (day, user_id) {
        day -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    recovery_codes (user_id, code_hash) {
        user_id -> Text,
        code_hash -> Text,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        prefix -> Text,
        token_hash -> Text,
        scopes -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_endpoints (id) {
        id -> Text,
        user_id -> Text,
        url -> Text,
        description -> Text,
        events -> Text,
        generation -> BigInt,
        previous_until -> Nullable<BigInt>,
        enabled -> BigInt,
        failing_since -> Nullable<BigInt>,
        switched_off -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    terms_versions (version) {
        version -> BigInt,
        text -> Text,
        published_at -> BigInt,
        published_by -> Text,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        endpoint_id -> Text,
        event -> Text,
        payload -> Text,
        status -> Text,
        attempts -> BigInt,
        attempts_before -> BigInt,
        next_at -> Nullable<BigInt>,
        attempted_at -> Nullable<BigInt>,
        response_status -> Nullable<BigInt>,
        response_body -> Nullable<Text>,
        failure -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    users,
    sessions,
    email_tokens,
    niches,
    influencer_profiles,
    influencer_niches,
    channels,
    sponsor_profiles,
    campaigns,
    campaign_niches,
    ad_requests,
    revisions,
    collaborations,
    deliverables,
    submissions,
    attachments,
    conversations,
    messages,
    attachment_tickets,
    work_events,
    agreements,
    reviews,
    ledger_accounts,
    ledger_transactions,
    ledger_entries,
    idempotency_keys,
    audit_log,
    audit_chain,
    flags,
    abuse_reports,
    notifications,
    notification_preferences,
    exports,
    export_tickets,
    daily_reminders,
    daily_reminder_mark,
    deadline_reminders,
    search_change,
    search_counter,
    reports,
    payments,
    payout_destinations,
    provider_events,
    sandbox_payments,
    billing_details,
    invoice_series,
    invoices,
    event_logs,
    events,
    digest_entries,
    blocks,
    totp,
    recovery_codes,
    api_keys,
    terms_versions,
    visits,
    webhook_endpoints,
    webhook_deliveries,
);
