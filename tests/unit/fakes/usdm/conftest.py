import pytest

from tests.unit.fakes.usdm.usdm_caller import UsdmCaller


@pytest.fixture
def caller() -> UsdmCaller:
    return UsdmCaller()
