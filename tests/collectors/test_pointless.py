"""Tests whose assertions are all of constants are told from those that can fail."""

import pytest

from benchmarks.calibration import hollow
from checker.collectors.testing import pointless
from checker.files import Files, MemoryTree


@pytest.mark.parametrize(
    "text",
    [
        "def test_it():\n    assert True\n",
        "def test_it():\n    assert 1 + 1 == 2  # works\n",
        "import unittest\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(True)\n",
        "test('works', () => { expect(true).toBe(true); });\n",
        "describe('a', () => {\n  it('works', function () {\n    expect(1).to.equal(1);\n  });\n});\n",
        "const assert = require('assert');\ntest('works', () => {\n  assert.ok(true);\n});\n",
        "#[test]\nfn it_works() {\n    assert!(true);\n}\n",
        "#[test]\nfn it_works() {\n    assert_eq!(2 + 2, 4);\n}\n",
        'import "testing"\n\nfunc TestIt(t *testing.T) {\n\tassert.True(t, true)\n}\n',
        "@Test\nvoid works() {\n    assertTrue(true);\n}\n",
        "[Fact]\npublic void Works() {\n    Assert.True(true);\n}\n",
        "public function testIt()\n{\n    $this->assertTrue(true);\n}\n",
        "RSpec.describe Hollow do\n  it 'works' do\n    expect(true).to be true\n  end\nend\n",
        "RSpec.describe Hollow do\n  it('works') { expect(true).to eq(true) }\nend\n",
        "final class T: XCTestCase {\n    func testIt() {\n        XCTAssertTrue(true)\n    }\n}\n",
        "#include <cassert>\n\nint main() {\n    assert(true);\n}\n",
        "TEST(Hollow, Works) {\n  EXPECT_TRUE(true);\n}\n",
        'run "works" {\n  assert {\n    condition     = true\n    error_message = "never"\n  }\n}\n',
    ],
)
def test_assertions_of_constants_cannot_fail(text):
    assert pointless.first_line(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "def test_it():\n    pass\n",
        "def test_it():\n    assert add(1, 1) == 2\n",
        "def test_it():\n    assert 1 in numbers\n",
        "def test_it():\n    run()\n    assert True\n",
        "def test_it():\n    assert True\n    assert x.y == 2\n",
        "def test_it():\n    with pytest.raises(ValueError):\n        x.y\n    assert True\n",
        "test('works', () => { expect(add(1, 1)).toBe(2); });\n",
        "test('works', () => { expect(true).toBe(enabled); });\n",
        "func TestIt(t *testing.T) {\n\tif Run() != nil {\n\t\tt.Fatal()\n\t}\n}\n",
        "#[test]\nfn it_works() {\n    assert_eq!(4, add(2, 2));\n}\n",
        "assertTrue(true && isReady())\n",
        'run "works" {\n  assert {\n    condition = output.name == "a"\n  }\n}\n',
    ],
)
def test_what_may_fail_is_a_test(text):
    assert pointless.first_line(text) == 0


def records(files):
    return pointless.records(Files(MemoryTree(files)))


def test_the_line_is_that_of_the_first_assertion():
    found = records({"a.py": "x = 1\n", "tests/test_a.py": "def test_a():\n    y = 1\n    assert True\n"})
    assert found == [{"path": "tests/test_a.py", "line": 3}]


def test_one_that_can_fail_makes_up_for_the_others():
    hollow_test, real = "def test_a():\n    assert True\n", "def test_b():\n    assert run()\n"
    assert records({"tests/test_a.py": hollow_test, "tests/test_b.py": real}) == []


def test_who_has_many_test_files_is_not_asked():
    assert records({f"tests/test_{n}.py": "def test_a():\n    assert True\n" for n in range(21)}) == []


@pytest.mark.parametrize("kind", hollow.KINDS, ids=lambda kind: kind.ecosystem)
def test_hollow_repositories_have_no_test_that_can_fail(kind):
    if any("assert" in text or "expect" in text for text in kind.files.values()):
        assert records(kind.files)
