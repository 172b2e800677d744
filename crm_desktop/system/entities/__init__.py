"""Entities of the system tab: everything else stands on them."""

from crm_desktop.system.entities.base import Base
from crm_desktop.system.entities.custom_object import CUSTOM_OBJECT
from crm_desktop.system.entities.definitions import ATTRIBUTE_DEFINITION, CODING_RULE, DICTIONARY
from crm_desktop.system.entities.employee import DEPARTMENT, EMPLOYEE
from crm_desktop.system.entities.field_rule import FIELD_RULE
from crm_desktop.system.entities.rights import EMPLOYEE_ROLE, FIELD_RIGHT, RIGHT_RULE, ROLE

__all__ = [
    "ATTRIBUTE_DEFINITION",
    "CODING_RULE",
    "CUSTOM_OBJECT",
    "DEPARTMENT",
    "DICTIONARY",
    "EMPLOYEE",
    "EMPLOYEE_ROLE",
    "FIELD_RIGHT",
    "FIELD_RULE",
    "RIGHT_RULE",
    "ROLE",
    "Base",
]
