/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: the dunlin program. */
#include "dispatch.h"

int main(int argc, char **argv)
{
    return dln_cli_main(argc, argv);
}
