"""A shop on this machine."""

import pytest
from taped_shop import Shop


@pytest.fixture
def shop():
    shop = Shop()
    yield shop
    shop.close()
