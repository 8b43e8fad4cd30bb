import pytest

from tests.unit.fakes.okx.okx_caller import OkxCaller


@pytest.fixture
def caller() -> OkxCaller:
    return OkxCaller()
