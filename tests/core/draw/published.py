"""Values that others published, with where. None was made by this project; none is edited to make a test pass."""

from typing import Any

VRS: dict[str, Any] = {
    # draft-thomson-elegy-vrs-00 (June 2023), "Example Usage"; github.com/martinthomson/vrs at 79fe12b9.
    # The secret hashed n times is the salt; keys are HKDF-Expand(PRK, name, 32).
    "secret": b"totally not a bikeshed",
    "randomness": b"1.2.3.4.5.6./1.2.3.4.5.6./1.2.3.4.5.6./",
    "salts": {
        8: "2f70f884997ce80771adbefbbbc6c71a1b921da71896c25ca0f64966bfd0c8ce",
        9: "5346f2efb5397a6788fc1f1d9c05c6d3f2abe9b7d16d8592a3695b6dbe9f2456",
        10: "950ea08d8d5fd3ae415b9967aba7a48aba39ca62a4d98f2e7fe25cb1b8f8c488",
    },
    "prefixes": {
        9: {
            "lavenderblush": "002ed527ae0a44a86c205d1cdba",
            "blue": "03f710be2b61a6f9c3f89aa5ab5",
            "darkgoldenrod": "08bab81380d7f0769cecf9969a8",
            "mediumvioletred": "0c26494fa81f3aed8a9f66e77b7",
            "bisque": "0e1af5d1ccfd44de075cc0bb6d5",
            "lightpink": "13a07cc9abf3b737e49a62b0634",
        },
        8: {
            "aqua": "00d1c59a9f1b581060a9e732e91",
            "darkgray": "02b514b0b1807bfe086db524f40",
            "cornflowerblue": "0337add95eac62a356b020a273a",
        },
    },
}

MERKLE = {
    # github.com/transparency-dev/merkle rfc6962/rfc6962_test.go at 417fb0c3: empty root, leaf "", leaf "L123456",
    # node "N123", "N456".
    "empty": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "leaf_empty": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "leaf_L123456": "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
    "node_N123_N456": "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb",
}

HKDF = {
    # RFC 5869, appendix A.1 and A.3 (SHA-256); the first 32 of their 42 bytes of output.
    "A.1": {
        "ikm": "0b" * 22,
        "salt": "000102030405060708090a0b0c",
        "info": "f0f1f2f3f4f5f6f7f8f9",
        "prk": "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "okm": "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
    },
    "A.3": {
        "ikm": "0b" * 22,
        "salt": "",
        "info": "",
        "prk": "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "okm": "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
    },
}

ED25519 = {
    # RFC 8032, section 7.1: TEST 1 and TEST 2 (public key, message, signature).
    "TEST 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "TEST 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
}

JCS: dict[str, Any] = {
    # RFC 8785, section 3.2.2: literals, escapes and sorting of its example, without the numbers that are no whole ones.
    "value": {
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    },
    "text": '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
}

QUICKNET: dict[str, Any] = {
    # github.com/drand/drand-client lib/defaults.ts at b9572b2e.
    "public_key": "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1f"
    "ec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    "period": 3,
    "genesis_time": 1692803367,
    "hash": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    "groupHash": "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    "schemeID": "bls-unchained-g1-rfc9380",
    "beaconID": "quicknet",
}

ROUNDS = {
    # Round 123: github.com/noislabs/drand-verify src/verify.rs at 9a760444. Round 1000: dee README
    # (github.com/thibmeu/drand-rs), crate drandite 0.1.0 examples/quicknet.rs; its randomness is published too.
    123: "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92",
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
}
RANDOMNESS_1000 = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"

FASTNET: dict[str, Any] = {
    # noislabs/drand-verify, as above: signatures on G1, hashed with the tag of G2. Under G1's tag each is false.
    "public_key": "a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f01c31542541771903475eb1ec6615f8d0df0"
    "b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a975181e007f87fca5e",
    "rounds": {
        1: "9544ddce2fdbe8688d6f5b4f98eed5d63eee3902e7e162050ac0f45905a55657714880adabe3c3096b92767d886567d0",
        23456: "98401ef9833e75bf06fda3243e4fcf6d075d62b45c2a59d26df5d5fcbdfd0c14ee89fc035abd5528a8c25b68fbecae65",
    },
}

RFC3797: dict[str, Any] = {
    # RFC 3797, section 6: the key string of its example, and of which number drawn from 25 each MD5 makes.
    # Machine-readable in github.com/richsalz/ietf-rfc3797 at 40e0ecb5.
    "key": "9319./2.5.8.10.12./9.18.26.34.41.45./",
    "drawn": [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]],
    "pool": 25,
    "selected": [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22, 5, 18, 9, 1, 4],
}

EXAMPLE: dict[str, Any] = {
    # The example of the specification (docs/mechanisms/draw.md): two labels, two officials, quicknet's round 1000, one
    # source drawn by hand.
    "rules": b'{"draw":"example"}',
    "manual": ("ex", "9319./2.5.8.10.12./"),
    "root": "9ce19a046ab3c7253a690c4f83885026ed497ee8de6fccfa2fbb5116f3af9362",
    "prk": "49e1f2695433f889d81924b3bfe9d1fbb630c38b8d26e0806b60f98e1737a691",
    "ikm_size": 360,
    "A": (bytes(range(16)), 1, "4001025b9160a4149ad8f7b3a250b551c26b148cb1c6e945c547ed7caa95342f"),
    "B": (bytes(range(16, 32)), 3, "35333b44f79828168cc0e34351f10548cf83283b4517590cc2a9fc915c29cda9"),
}
