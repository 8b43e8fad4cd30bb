from fakes.exact_json import Exact, encoded, loads
from fakes.faults.json_edits import dumps, edited, with_member
from fakes.faults.json_edits import loads as to_edit


def test_numbers_keep_the_digits_they_were_written_with() -> None:
    text = b'{"price":100.0,"qty":0.10000000,"id":13834774380200032777,"tiny":1e-08,"name":"\xc3\xa9"}'

    assert encoded(loads(text)) == text


def test_an_exact_number_is_the_float_that_it_stands_for() -> None:
    assert Exact("0.10000000") == 0.1
    assert str(Exact("0.10000000")) == "0.10000000"


def test_editing_one_member_leaves_the_digits_of_the_others() -> None:
    document = '{"status":"new","qty":0.10000000}'

    changed = dumps(edited(to_edit(document), lambda name, old: "odd" if name == "status" else old))

    assert changed == '{"status":"odd","qty":0.10000000}'


def test_a_member_is_found_by_value_whichever_way_its_numbers_are_written() -> None:
    frame = to_edit('{"channel":"book","data":{"qty":0.10000000}}')

    assert with_member(frame, {"qty": 0.1}, "gone") == {"channel": "book", "data": "gone"}
