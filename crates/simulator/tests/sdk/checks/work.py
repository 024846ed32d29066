"""Groups, queues, skills, languages, presence."""

import PureCloudPlatformClientV2 as sdk

from . import check, made, refused


@check
def a_group_takes_members(session):
    choir = session.group("Choir")
    change = made(sdk.GroupMembersUpdate, member_ids=[session.eve.id], version=choir.version)
    session.groups.post_group_members(choir.id, change)
    assert session.eve.id in [one.id for one in session.groups.get_group_individuals(choir.id).entities]
    session.stale = change


@check
def a_groups_version_can_be_stale(session):
    refused(409, session.groups.post_group_members, session.group("Choir").id, session.stale)


@check
def a_groups_members_come_in_pages(session):
    page = session.groups.get_group_members(session.group("Choir").id, page_size=1)
    assert page.total == 2 and len(page.entities) == 1


@check
def a_group_loses_members(session):
    choir = session.group("Choir").id
    session.groups.delete_group_members(choir, session.eve.id)
    assert session.eve.id not in [one.id for one in session.groups.get_group_individuals(choir).entities]


@check
def too_many_members_are_refused(session):
    choir = session.group("Choir")
    change = made(sdk.GroupMembersUpdate, member_ids=[session.eve.id] * 51, version=choir.version)
    refused(400, session.groups.post_group_members, choir.id, change)


@check
def a_queue_takes_members(session):
    queue = session.queue("Billing")
    session.routing.post_routing_queue_members(queue, [made(sdk.WritableEntity, id=session.eve.id)])
    members = session.routing.get_routing_queue_members(queue, page_size=100, member_by="user").entities
    assert session.eve.id in [one.id for one in members]


@check
def a_user_knows_its_queues(session):
    assert session.users.get_user_queues(session.eve.id, joined=True).entities[0].id == session.queue("Billing")


@check
def a_user_leaves_a_queue_for_a_while(session):
    change = made(sdk.UserQueue, id=session.queue("Billing"), joined=False)
    session.users.patch_user_queues(session.eve.id, [change])
    assert not session.users.get_user_queues(session.eve.id, joined=True).entities


@check
def a_queue_loses_members(session):
    queue = session.queue("Billing")
    session.routing.post_routing_queue_members(queue, [made(sdk.WritableEntity, id=session.eve.id)], delete=True)
    assert session.eve.id not in [one.id for one in session.routing.get_routing_queue_members(queue).entities]


@check
def queue_pages_stop_at_a_hundred(session):
    refused(400, session.routing.get_routing_queue_members, session.queue("Billing"), page_size=101)


@check
def skills_are_found_by_name(session):
    assert [one.name for one in session.routing.get_routing_skills(name="Bill").entities] == ["Billing"]


@check
def skills_are_set_in_bulk(session):
    skill = made(sdk.UserRoutingSkillPost, id=session.routing.get_routing_skills(name="Bill").entities[0].id, proficiency=4.0)
    assert session.users.put_user_routingskills_bulk(session.eve.id, [skill]).entities[0].proficiency == 4.0
    assert session.users.get_user_routingskills(session.eve.id, page_size=50).total == 1


@check
def a_proficiency_ends_at_five(session):
    skill = session.routing.get_routing_skills(name="Bill").entities[0].id
    too_much = [made(sdk.UserRoutingSkillPost, id=skill, proficiency=6.0)]
    refused(400, session.users.put_user_routingskills_bulk, session.eve.id, too_much)


@check
def languages_are_added_and_removed(session):
    language = session.routing.get_routing_languages(name="Deu").entities[0].id
    body = [made(sdk.UserRoutingLanguagePost, id=language, proficiency=3.0)]
    assert session.users.patch_user_routinglanguages_bulk(session.eve.id, body).total == 1
    session.users.delete_user_routinglanguage(session.eve.id, language)
    assert session.users.get_user_routinglanguages(session.eve.id).total == 0


@check
def a_presence_is_set_by_its_definition(session):
    presence = sdk.PresenceApi(session.client)
    known = presence.get_presence_definitions().entities
    offline = next(one for one in known if one.system_presence == "Offline")
    body = made(sdk.UserPresence, presence_definition=made(sdk.PresenceDefinition, id=offline.id))
    shown = presence.patch_user_presences_purecloud(session.eve.id, body)
    assert shown.presence_definition.system_presence == "Offline"


@check
def a_routing_status_is_read(session):
    assert session.users.get_user_routingstatus(session.eve.id).status == "OFF_QUEUE"
