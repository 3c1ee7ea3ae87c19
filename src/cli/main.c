/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: the dunlin program. */
#include "dispatch.h"

#include "dunlin/dunlin.h"

int main(int argc, char **argv)
{
    dunlin_own_process();
    return dln_cli_main(argc, argv);
}
