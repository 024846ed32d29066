"""What agents do, teams, phones, audits."""

import PureCloudPlatformClientV2 as sdk

from . import check, made, refused


def status_of(session, email):
    return sdk.AnalyticsApi(session.client).get_analytics_agent_status(session.user(email).id)


@check
def an_agents_work_is_seen(session):
    sessions = status_of(session, "ana@example.org").sessions
    assert len(sessions) == 3 and {one.media_type for one in sessions} >= {"voice", "email"}
    session.call = next(one.conversation_id for one in sessions if one.media_type == "voice")


@check
def a_conversation_shows_its_participants(session):
    talk = sdk.ConversationsApi(session.client).get_conversation(session.call)
    assert session.user("ana@example.org").id in {part.user_id for part in talk.participants}


@check
def a_participant_is_replaced_by_a_queue(session):
    conversations = sdk.ConversationsApi(session.client)
    parts = conversations.get_conversation(session.call).participants
    agent = next(part for part in parts if part.purpose == "agent")
    body = made(sdk.TransferToQueueRequest, transfer_type="Unattended", queue_id=session.queue("Orders"))
    conversations.post_conversation_participant_replace_queue(session.call, agent.id, body)
    assert len(status_of(session, "ana@example.org").sessions) == 2


@check
def a_conversation_is_disconnected(session):
    conversations = sdk.ConversationsApi(session.client)
    conversations.post_conversation_disconnect(session.call)
    assert conversations.get_conversation(session.call).end_time


@check
def a_client_has_no_conversations_of_its_own(session):
    _, body = refused(400, sdk.ConversationsApi(session.client).get_conversations)
    assert body["code"] == "not.a.user"


@check
def a_team_has_members(session):
    teams = sdk.TeamsApi(session.client)
    blue = next(one for one in teams.get_teams(page_size=50).entities if one.name == "Blue")
    members = teams.get_team_members(blue.id).entities
    assert [one.id for one in members] == [session.user("ana@example.org").id]


@check
def a_phone_is_taken_from_a_user(session):
    ana = session.user("ana@example.org").id
    assert session.users.get_user_station(ana).associated_station
    session.users.delete_user_station_associatedstation(ana)
    assert not session.users.get_user_station(ana).associated_station


@check
def an_audit_tells_what_was_done(session):
    interval = "2020-01-01T00:00:00.000Z/2099-01-01T00:00:00.000Z"
    body = made(sdk.AuditRealtimeQueryRequest, interval=interval, page_size=100)
    entries = sdk.AuditApi(session.client).post_audits_query_realtime(body).entities
    assert session.eve.id in {entry.entity.id for entry in entries if entry.entity}
