"""What the roles' groups are granted: all anew at each change, which reaches whoever is logged in."""

from __future__ import annotations

from contextlib import closing

from tests.databases import AccountSet

GRANTED = (
    "SELECT a.attrelid::regclass::text, a.attname, x.privilege_type FROM pg_attribute a, aclexplode(a.attacl) x "
    "WHERE x.grantee = 'crm_tiny_role_sales_rep'::regrole UNION ALL "
    "SELECT c.oid::regclass::text, '', x.privilege_type FROM pg_class c, aclexplode(c.relacl) x "
    "WHERE x.grantee = 'crm_tiny_role_sales_rep'::regrole"
)


def test_what_was_granted_by_hand_is_put_right(own_account_set: AccountSet) -> None:
    before = sorted(own_account_set.rows(GRANTED))
    assert ("customer", "name", "SELECT") in before and ("customer", "", "DELETE") not in before
    own_account_set.rows("REVOKE SELECT (name), UPDATE (name) ON crm.customer FROM crm_tiny_role_sales_rep")
    own_account_set.rows("GRANT SELECT (tokens), DELETE ON crm.customer TO crm_tiny_role_sales_rep")
    own_account_set.rows("GRANT TRUNCATE ON crm.department TO crm_tiny_role_sales_rep")
    assert sorted(own_account_set.rows(GRANTED)) != before
    own_account_set.rows("SELECT crm.apply_rights()")
    assert sorted(own_account_set.rows(GRANTED)) == before


def test_a_narrowed_rule_reaches_a_statement_prepared_before(own_account_set: AccountSet) -> None:
    company = own_account_set
    company.rows(
        "UPDATE crm.right_rule SET scope = 'all' WHERE module = 'customer' AND action = 'view' "
        "AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep')"
    )
    everybody = company.rows("SELECT count(*) FROM crm.customer")[0][0]
    with closing(company.connect("rep1")) as rep, rep.cursor() as cursor:
        rep.autocommit = True
        cursor.execute("SET plan_cache_mode = force_generic_plan; PREPARE seen AS SELECT count(*) FROM crm.customer")
        cursor.execute("EXECUTE seen")
        assert cursor.fetchone() == (everybody,)
        company.rows(
            "UPDATE crm.right_rule SET scope = 'own' WHERE module = 'customer' AND action = 'view' "
            "AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep')"
        )
        cursor.execute("EXECUTE seen")
        assert 0 < cursor.fetchone()[0] < everybody
